// Frozen bytes of this room's own formats: tests/vectors/crypto/*.txt, lines of `name value`. Made
// once from seeded randomness; a change of any of them is a change of format. AMPARO_FREEZE=1
// writes a file that does not exist yet, and never one that does.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "crypto/hash.h"
#include "crypto/passphrase.h"
#include "crypto/recovery.h"
#include "crypto/seal.h"
#include "crypto/sign.h"
#include "crypto/test_support.h"
#include "crypto/wrap.h"

using namespace crypto;
using crypto_test::counting;

namespace {

class Lines {
 public:
  void add(std::string_view name, base::ByteView bytes) { text(name, base::to_hex(bytes)); }
  void text(std::string_view name, std::string_view value) { out_ << name << ' ' << value << '\n'; }
  std::string str() const { return out_.str(); }

 private:
  std::ostringstream out_;
};

void check_frozen(const std::string& file, const Lines& lines) {
  const std::filesystem::path path =
      std::filesystem::path(AMPARO_SOURCE_DIR) / "tests" / "vectors" / "crypto" / file;
  if (std::getenv("AMPARO_FREEZE") != nullptr && !std::filesystem::exists(path)) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << lines.str();
  }
  std::ifstream in(path);
  std::ostringstream frozen;
  frozen << in.rdbuf();
  CHECK(frozen.str() == lines.str());
}

}  // namespace

TEST_CASE("boxes, chunks and derived keys keep their bytes") {
  base::SeededRandom random(100);
  Lines lines;
  const Secret key = Secret::random(random);
  lines.add("key", key.reveal());
  lines.add("key_id", key_id_of(key));
  lines.add("derived", derive(key, "amparo/capsule", counting(5)).reveal());
  const base::Bytes box = seal_box(key, random, base::as_bytes("context"), counting(20));
  lines.add("box", box);
  CHECK(open_box(key, base::as_bytes("context"), box) == counting(20));
  lines.add("padded", pad(counting(3)));
  const ItemKey item = ItemKey::random(random);
  lines.add("item_key", item.secret().reveal());
  const ChunkSealer sealer(item, random);
  lines.add("file_header", sealer.header());
  lines.add("chunk_0", sha256(sealer.seal_chunk(0, false, base::Bytes(kChunkSize, 7))));
  lines.add("chunk_1_last", sealer.seal_chunk(1, true, counting(10)));
  check_frozen("seal.txt", lines);
}

TEST_CASE("wraps keep their bytes") {
  base::SeededRandom random(101);
  Lines lines;
  const ExchangeKey mine = ExchangeKey::generate(random);
  lines.add("exchange_secret", mine.secret().reveal());
  lines.add("exchange_public", mine.public_key());
  lines.add("fingerprint", fingerprint(mine.public_key(), VerifyKey{}));
  const Secret secret = Secret::random(random);
  lines.add("secret", secret.reveal());
  lines.add("wrap_to", wrap_to(mine.public_key(), base::as_bytes("context"), secret, random));
  lines.add("wrap_under", wrap_under(secret, base::as_bytes("context"), secret, random));
  check_frozen("wrap.txt", lines);
}

TEST_CASE("signatures keep their labels") {
  const SigningKey key = SigningKey::from_seed(Secret::copy_of(counting(32)));
  Lines lines;
  lines.add("verify_key", key.verify_key());
  constexpr std::pair<const char*, SignDomain> kDomains[] = {
      {"entry", SignDomain::entry},   {"checkpoint", SignDomain::checkpoint},
      {"roster", SignDomain::roster}, {"approval", SignDomain::approval},
      {"grant", SignDomain::grant},   {"custody", SignDomain::custody},
      {"pack", SignDomain::pack},     {"bundle", SignDomain::bundle}};
  for (const auto& [name, domain] : kDomains) lines.add(name, key.sign(domain, counting(4)));
  check_frozen("sign.txt", lines);
}

TEST_CASE("logins, shares and cards keep their bytes") {
  Lines lines;
  std::string text = "girasol tranquilo en la azotea";
  Salt salt{};
  const base::Bytes salted = counting(salt.size());
  std::copy(salted.begin(), salted.end(), salt.begin());
  const Login login = derive_login(Passphrase(text), salt, kKdfTest);
  lines.add("kek", login.kek.secret().reveal());
  lines.add("verifier_hash", login.verifier_hash);
  base::SeededRandom random(102);
  const auto shares = split(Secret::copy_of(counting(32)), 2, 3, random);
  for (const Share& share : shares) {
    lines.add("set", share.set);
    lines.add("share", share.bytes);
    lines.text("words", share_words(share));
  }
  check_frozen("people.txt", lines);
}
