#include "desk/second_factor.h"

#include <algorithm>

#include "crypto/hash.h"
#include "crypto/one_time.h"
#include "crypto/seal.h"

namespace desk {

namespace {

using base::Code;
using codec::Value;
using ledger::KeyTable;

constexpr std::string_view kLive = "code/";
constexpr std::string_view kOffered = "code-offer/";
constexpr std::size_t kSecretBytes = 20;  // RFC 4226 §4, R6
constexpr int kRecoveryCodes = 10;
constexpr std::size_t kRecoveryBytes = 10;

base::Bytes row_key(std::string_view which, const base::UserId& person) {
  const base::ByteView prefix = base::as_bytes(which);
  base::Bytes key(prefix.begin(), prefix.end());
  const base::ByteView id = person.bytes();
  key.insert(key.end(), id.begin(), id.end());
  return key;
}

crypto::Secret sealing_key(const Person& person) {
  return crypto::derive(person.exchange.secret(), "amparo/code", {});
}

// Typed with or without the dash, in either case.
crypto::Hash recovery_hash(const std::string& code) {
  std::string plain;
  for (const char letter : code) {
    if (letter >= 'a' && letter <= 'z') plain += static_cast<char>(letter - 32);
    if ((letter >= 'A' && letter <= 'Z') || (letter >= '2' && letter <= '7')) plain += letter;
  }
  return crypto::blake2b("amparo/recover", {base::as_bytes(plain)});
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_';
    out += plain ? std::string(1, letter) : "%" + base::to_hex({&byte, 1});
  }
  return out;
}

}  // namespace

struct SecondFactors::Row {
  base::Bytes secret;
  std::uint64_t last_step = 0;  // of the last code that was taken
  std::vector<crypto::Hash> recovery = {};
};

ledger::KeyRow SecondFactors::sealed(const Person& person, std::string_view which, const Row& row) {
  Value::Array recovery;
  for (const crypto::Hash& hash : row.recovery) recovery.push_back(Value::bytes(hash));
  base::Bytes plain = codec::encode(Value::map({{1, Value::bytes(row.secret)},
                                                {2, static_cast<std::int64_t>(row.last_step)},
                                                {3, Value::array(std::move(recovery))}}));
  const base::Bytes key = row_key(which, person.id);
  ledger::KeyRow out{KeyTable::node, key,
                     crypto::seal_box(sealing_key(person), house_.random(), key, plain)};
  crypto::wipe(plain);
  return out;
}

base::Result<SecondFactors::Row> SecondFactors::read(const Person& person, std::string_view which) {
  const base::Bytes key = row_key(which, person.id);
  const std::optional<base::Bytes> box = house_.keys().get(KeyTable::node, key);
  if (!box) return base::refuse(Code::wrong_login);
  base::Result<base::Bytes> plain = crypto::open_box(sealing_key(person), key, *box);
  if (!plain) return base::pass(plain);
  base::Result<Value> value = codec::decode(*plain);
  crypto::wipe(*plain);
  if (!value) return base::pass(value);
  const Value* secret = value->find(1);
  const Value* step = value->find(2);
  const Value* recovery = value->find(3);
  if (secret == nullptr || secret->as_bytes() == nullptr || step == nullptr || !step->as_int() ||
      recovery == nullptr || recovery->as_array() == nullptr) {
    return base::refuse(Code::bad_encoding);
  }
  Row row{*secret->as_bytes(), static_cast<std::uint64_t>(*step->as_int())};
  for (const Value& one : *recovery->as_array()) {
    crypto::Hash hash{};
    if (one.as_bytes() == nullptr || one.as_bytes()->size() != hash.size()) continue;
    std::copy(one.as_bytes()->begin(), one.as_bytes()->end(), hash.begin());
    row.recovery.push_back(hash);
  }
  return row;
}

SecondFactors::Offer SecondFactors::offer(const Person& person) {
  const std::lock_guard lock(mutex_);
  Row row;
  row.secret.resize(kSecretBytes);
  house_.random().fill(row.secret);
  house_.commit_keys({{sealed(person, kOffered, row)}, {}, {}});
  Offer offer{crypto::base32(row.secret), {}};
  // The label stays on a phone that may be seized: it names neither organisation nor person.
  offer.uri = "otpauth://totp/" + percent_encoded(person.name) + "?secret=" + offer.secret;
  crypto::wipe(row.secret);
  return offer;
}

base::Result<std::vector<std::string>> SecondFactors::confirm(const Person& person,
                                                              const std::string& code) {
  const std::lock_guard lock(mutex_);
  base::Result<Row> row = read(person, kOffered);
  if (!row) return base::pass(row);
  const std::uint64_t now = crypto::step_of(house_.clock().now_ms());
  bool shown = false;
  for (std::uint64_t step = now == 0 ? 0 : now - 1; step <= now + 1; ++step) {
    if (!crypto::equal(base::as_bytes(crypto::one_time_code(row->secret, step)),
                       base::as_bytes(code))) {
      continue;
    }
    shown = true;
    row->last_step = step;
  }
  if (!shown) return base::refuse(Code::wrong_login);
  std::vector<std::string> codes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    base::Bytes bytes(kRecoveryBytes);
    house_.random().fill(bytes);
    const std::string text = crypto::base32(bytes);
    codes.push_back(text.substr(0, 8) + "-" + text.substr(8));
    row->recovery.push_back(recovery_hash(codes.back()));
  }
  house_.commit_keys(
      {{sealed(person, kLive, *row)}, {{KeyTable::node, row_key(kOffered, person.id)}}, {}});
  return codes;
}

bool SecondFactors::asks(const base::UserId& person) {
  return house_.keys().get(KeyTable::node, row_key(kLive, person)).has_value();
}

base::Done SecondFactors::take(const Person& person, const std::string& code) {
  const std::lock_guard lock(mutex_);
  base::Result<Row> row = read(person, kLive);
  if (!row) return base::pass(row);
  const std::uint64_t now = crypto::step_of(house_.clock().now_ms());
  bool good = false;
  for (std::uint64_t step = now == 0 ? 0 : now - 1; step <= now + 1; ++step) {
    if (step <= row->last_step ||
        !crypto::equal(base::as_bytes(crypto::one_time_code(row->secret, step)),
                       base::as_bytes(code))) {
      continue;
    }
    row->last_step = step;
    good = true;
    break;
  }
  if (!good) good = std::erase(row->recovery, recovery_hash(code)) > 0;
  if (!good) return base::refuse(Code::wrong_login);
  house_.commit_keys({{sealed(person, kLive, *row)}, {}, {}});
  return {};
}

void SecondFactors::drop(const base::UserId& person) {
  const std::lock_guard lock(mutex_);
  house_.commit_keys(
      {{},
       {{KeyTable::node, row_key(kLive, person)}, {KeyTable::node, row_key(kOffered, person)}},
       {}});
}

}  // namespace desk
