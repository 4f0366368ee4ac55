#include "net/certificate.h"

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

void add_extension(X509* certificate, int what, const std::string& value) {
  const Held<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str()));
  need(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    boost::system::error_code error;
    boost::asio::ip::make_address(name, error);
    // A comma would begin another entry of the list.
    need(!name.empty() && name.find(',') == std::string::npos);
    if (!out.empty()) out += ',';
    out += (error ? "DNS:" : "IP:") + name;
  }
  return out;
}

void describe(X509* certificate, const std::vector<std::string>& names, base::UtcMs now_ms,
              int days) {
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
  X509_NAME* subject = X509_get_subject_name(certificate);
  const std::string title = "Amparo";
  need(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(title.data()),
                                  static_cast<int>(title.size()), -1, 0) == 1 &&
       X509_set_issuer_name(certificate, subject) == 1);
  add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign");
  add_extension(certificate, NID_ext_key_usage, "serverAuth");
  add_extension(certificate, NID_subject_alt_name, alternative_names(names));
}

}  // namespace

Certificate make_certificate(const std::vector<std::string>& names, base::UtcMs now_ms, int days) {
  need(!names.empty());
  const Held<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const Held<X509> certificate(X509_new());
  need(key && certificate);
  need(X509_set_pubkey(certificate.get(), key.get()) == 1);
  describe(certificate.get(), names, now_ms, days);
  need(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  const Held<BIO> chain(BIO_new(BIO_s_mem()));
  const Held<BIO> secret(BIO_new(BIO_s_secmem()));
  need(chain && secret && PEM_write_bio_X509(chain.get(), certificate.get()) == 1 &&
       PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                     nullptr) == 1);
  return {text_of(chain.get()), text_of(secret.get())};
}

std::string fingerprint(const std::string& chain_pem) {
  const Held<BIO> bio(BIO_new_mem_buf(chain_pem.data(), static_cast<int>(chain_pem.size())));
  const Held<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  need(certificate != nullptr);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  need(X509_digest(certificate.get(), EVP_sha256(), digest, &size) == 1);
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += fmt::format("{}{:02X}", i ? ":" : "", digest[i]);
  return out;
}

}  // namespace net
