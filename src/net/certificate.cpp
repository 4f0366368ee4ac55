#include "net/certificate.h"

#include <algorithm>
#include <array>
#include <memory>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace net {

namespace {

// Names that only a network of one's own has: what the authority may speak for.
constexpr std::array<std::string_view, 4> kLocalDomains = {"local", "lan", "internal", "home.arpa"};
struct PrivateNet {
  std::uint32_t address;
  std::uint32_t mask;
  std::string_view text;
};
constexpr std::array<PrivateNet, 5> kPrivate = {{
    {0x7F000000, 0xFF000000, "127.0.0.0/255.0.0.0"},
    {0x0A000000, 0xFF000000, "10.0.0.0/255.0.0.0"},
    {0xAC100000, 0xFFF00000, "172.16.0.0/255.240.0.0"},
    {0xC0A80000, 0xFFFF0000, "192.168.0.0/255.255.0.0"},
    {0xA9FE0000, 0xFFFF0000, "169.254.0.0/255.255.0.0"},
}};
// Of IPv6: one's own machine, and addresses that no one outside routes (RFC 4193).
constexpr std::string_view kPrivateV6 =
    "permitted;IP:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,permitted;IP:fc00::/fe00::";

std::string permitted_names() {
  std::string out = "permitted;DNS:localhost";
  for (const std::string_view domain : kLocalDomains)
    out += fmt::format(",permitted;DNS:{}", domain);
  for (const PrivateNet& net : kPrivate) out += fmt::format(",permitted;IP:{}", net.text);
  return out + "," + std::string(kPrivateV6);
}

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
template <class T>
using Held = std::unique_ptr<T, Free>;

void need(bool good) {
  if (!good) throw base::Fault(base::Code::bad_certificate, "OpenSSL");
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

// `issuer` is the certificate itself for an authority.
void add_extension(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Held<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  need(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    boost::system::error_code error;
    boost::asio::ip::make_address(name, error);
    need(may_name(name));
    if (!out.empty()) out += ',';
    out += (error ? "DNS:" : "IP:") + name;
  }
  return out;
}

// A fresh serial number, and the days during which it counts. The number in hexadecimal.
std::string number_and_date(X509* certificate, base::UtcMs now_ms, int days) {
  constexpr std::int64_t kDayS = 24 * 3600;
  std::uint8_t serial[16];
  need(RAND_bytes(serial, sizeof serial) == 1);
  serial[0] &= 0x7F;
  BIGNUM* number = BN_bin2bn(serial, sizeof serial, nullptr);
  const bool numbered =
      number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  need(numbered && X509_set_version(certificate, X509_VERSION_3) == 1);
  const std::int64_t from_s = now_ms / 1000 - kDayS;
  need(ASN1_TIME_set(X509_getm_notBefore(certificate), from_s) &&
       ASN1_TIME_set(X509_getm_notAfter(certificate), from_s + (days + 1) * kDayS));
  return fmt::format("{:02X}{:02X}", serial[1], serial[2]);
}

void name_subject(X509* certificate, const std::string& title) {
  need(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(title.data()),
                                  static_cast<int>(title.size()), -1, 0) == 1);
}

std::string pem_of(X509* certificate) {
  const Held<BIO> bio(BIO_new(BIO_s_mem()));
  need(bio && PEM_write_bio_X509(bio.get(), certificate) == 1);
  return text_of(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Held<BIO> bio(BIO_new(BIO_s_secmem()));
  need(bio &&
       PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_of(bio.get());
}

Held<X509> certificate_from(const std::string& pem) {
  const Held<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Held<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  need(certificate != nullptr);
  return certificate;
}

}  // namespace

bool may_name(const std::string& name) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(name, error);
  if (error) {
    if (name.empty() || name.find_first_of(",:/ ") != std::string::npos) return false;
    return name == "localhost" || std::ranges::any_of(kLocalDomains, [&](std::string_view domain) {
             return name.ends_with("." + std::string(domain));
           });
  }
  if (address.is_v4()) {
    const std::uint32_t number = address.to_v4().to_uint();
    return std::ranges::any_of(
        kPrivate, [&](const PrivateNet& net) { return (number & net.mask) == net.address; });
  }
  return address.is_loopback() || (address.to_v6().to_bytes()[0] & 0xFE) == 0xFC;
}

Authority make_authority(base::UtcMs now_ms, int days) {
  const Held<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const Held<X509> certificate(X509_new());
  need(key && certificate && X509_set_pubkey(certificate.get(), key.get()) == 1);
  name_subject(certificate.get(), "Amparo " + number_and_date(certificate.get(), now_ms, days));
  X509* self = certificate.get();
  need(X509_set_issuer_name(self, X509_get_subject_name(self)) == 1);
  add_extension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(self, self, NID_subject_key_identifier, "hash");
  add_extension(self, self, NID_name_constraints, "critical," + permitted_names());
  need(X509_sign(self, key.get(), EVP_sha256()) > 0);
  return {pem_of(self), pem_of(key.get())};
}

Certificate issue(const Authority& authority, const std::vector<std::string>& names,
                  base::UtcMs now_ms, int days) {
  need(!names.empty());
  const Held<X509> issuer = certificate_from(authority.certificate_pem);
  const Held<BIO> secret(
      BIO_new_mem_buf(authority.key_pem.data(), static_cast<int>(authority.key_pem.size())));
  const Held<EVP_PKEY> issuer_key(PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
  const Held<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const Held<X509> certificate(X509_new());
  X509* leaf = certificate.get();
  need(issuer_key && key && leaf && X509_set_pubkey(leaf, key.get()) == 1);
  number_and_date(leaf, now_ms, days);
  name_subject(leaf, "Amparo");
  need(X509_set_issuer_name(leaf, X509_get_subject_name(issuer.get())) == 1);
  add_extension(leaf, issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf, issuer.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(leaf, issuer.get(), NID_ext_key_usage, "serverAuth");
  add_extension(leaf, issuer.get(), NID_authority_key_identifier, "keyid:always");
  add_extension(leaf, issuer.get(), NID_subject_alt_name, alternative_names(names));
  need(X509_sign(leaf, issuer_key.get(), EVP_sha256()) > 0);
  return {pem_of(leaf) + authority.certificate_pem, pem_of(key.get())};
}

std::string fingerprint(const std::string& chain_pem) {
  const Held<X509> certificate = certificate_from(chain_pem);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  need(X509_digest(certificate.get(), EVP_sha256(), digest, &size) == 1);
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += fmt::format("{}{:02X}", i ? ":" : "", digest[i]);
  return out;
}

}  // namespace net
