#include "main/node_tls.h"

#include <algorithm>
#include <array>
#include <ifaddrs.h>
#include <memory>
#include <unistd.h>

#include <arpa/inet.h>
#include <sys/socket.h>

#include "desk/kept.h"

namespace cli {

namespace {

constexpr std::string_view kCertificate = "authority/certificate";
constexpr std::string_view kKey = "authority/key";
constexpr int kAuthorityDays = 10 * 365;
// What Apple's and other browsers take at most.
constexpr int kDays = 397;

void add_addresses(std::vector<std::string>& names) {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> list(first, freeifaddrs);
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr) continue;
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (one->ifa_addr->sa_family == AF_INET) {
      bytes = &reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr;
    } else if (one->ifa_addr->sa_family == AF_INET6) {
      bytes = &reinterpret_cast<const sockaddr_in6*>(one->ifa_addr)->sin6_addr;
    }
    if (bytes == nullptr) continue;
    if (inet_ntop(one->ifa_addr->sa_family, bytes, text.data(), text.size()) != nullptr) {
      names.emplace_back(text.data());
    }
  }
}

}  // namespace

base::Result<net::Authority> node_authority(desk::House& house) {
  base::Result<std::optional<std::string>> certificate = desk::kept(house, kCertificate);
  if (!certificate) return base::pass(certificate);
  base::Result<std::optional<std::string>> key = desk::kept(house, kKey);
  if (!key) return base::pass(key);
  if (*certificate && *key) return net::Authority{**certificate, **key};
  const net::Authority made = net::make_authority(house.clock().now_ms(), kAuthorityDays);
  desk::keep(house, kKey, made.key_pem);
  desk::keep(house, kCertificate, made.certificate_pem);  // last: with it the authority is there
  return made;
}

std::vector<std::string> names_of_this_computer(const std::string& listen) {
  std::vector<std::string> names = {listen, "amparo.local", "localhost", "127.0.0.1", "::1"};
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) == 0 && host[0] != '\0') {
    names.emplace_back(host.data());
    names.push_back(std::string(host.data()) + ".local");
  }
  add_addresses(names);
  std::vector<std::string> usable;
  for (const std::string& name : names) {
    const bool known = std::ranges::find(usable, name) != usable.end();
    if (!known && net::may_name(name)) usable.push_back(name);
  }
  return usable;
}

base::Result<NodeTls> node_tls(desk::House& house, const std::string& listen) {
  base::Result<net::Authority> authority = node_authority(house);
  if (!authority) return base::pass(authority);
  std::vector<std::string> names = names_of_this_computer(listen);
  net::Certificate certificate = net::issue(*authority, names, house.clock().now_ms(), kDays);
  return NodeTls{std::move(*authority), std::move(certificate), std::move(names)};
}

}  // namespace cli
