#include "desk/drafts.h"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include "codec/cbor.h"
#include "crypto/hash.h"
#include "crypto/seal.h"

namespace desk {

namespace {

namespace fs = std::filesystem;
using codec::Value;

constexpr std::string_view kLabel = "amparo/draft/1";
constexpr std::size_t kNameBytes = 16;

crypto::Secret key_of(const Session& session) {
  const Person& person = session.person();
  return crypto::derive(person.exchange.secret(), kLabel, person.id.bytes());
}

void write_all(int fd, base::ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote <= 0) throw base::Fault(base::Code::disk_error, "a draft was not written");
    bytes = bytes.subspan(static_cast<std::size_t>(wrote));
  }
  if (::fsync(fd) != 0) throw base::Fault(base::Code::disk_error, "a draft was not written");
}

// Closes on every way out.
class File {
 public:
  File(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (fd_ < 0) throw base::Fault(base::Code::disk_error, "a draft was not opened");
  }
  ~File() { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

std::optional<Drafts::Draft> open_draft(const fs::path& path, const crypto::Secret& key) {
  std::ifstream file(path, std::ios::binary);
  const base::Bytes box((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  base::Result<base::Bytes> plain = crypto::open_box(key, base::as_bytes(kLabel), box);
  if (!plain) return std::nullopt;
  const base::Result<Value> value = codec::decode(*plain);
  crypto::wipe(*plain);
  if (!value) return std::nullopt;
  const Value* place = value->find("place");
  const Value* text = value->find("text");
  if (place == nullptr || text == nullptr || place->as_text() == nullptr ||
      text->as_text() == nullptr) {
    return std::nullopt;
  }
  return Drafts::Draft{*place->as_text(), *text->as_text()};
}

}  // namespace

fs::path Drafts::folder_of(const Session& session) const {
  return house_.path() / "drafts" / session.person().id.text();
}

// A name that does not tell the place: a place may name a case file.
fs::path Drafts::file_of(const Session& session, std::string_view place) const {
  const crypto::Secret key = key_of(session);
  const crypto::Hash hash = crypto::blake2b(kLabel, {key.reveal(), base::as_bytes(place)});
  return folder_of(session) / base::to_hex(base::ByteView(hash).first(kNameBytes));
}

std::vector<Drafts::Draft> Drafts::all(const Session& session) {
  const std::lock_guard lock(mutex_);
  std::vector<Draft> drafts;
  const crypto::Secret key = key_of(session);
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_of(session), none)) {
    if (std::optional<Draft> draft = open_draft(entry.path(), key)) {
      drafts.push_back(std::move(*draft));
    }
  }
  return drafts;
}

base::Done Drafts::keep(const Session& session, const Draft& draft, std::size_t most) {
  const std::lock_guard lock(mutex_);
  const fs::path path = file_of(session, draft.place);
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) throw base::Fault(base::Code::disk_error, "no folder for drafts");
  const auto there = std::distance(fs::directory_iterator(path.parent_path()), {});
  if (!fs::exists(path) && static_cast<std::size_t>(there) >= most) {
    return base::refuse(base::Code::bad_value, {{"field", "drafts"}});
  }
  base::Bytes plain = codec::encode(Value::map({{"place", draft.place}, {"text", draft.text}}));
  const base::Bytes box =
      crypto::seal_box(key_of(session), house_.random(), base::as_bytes(kLabel), plain);
  crypto::wipe(plain);
  fs::path fresh = path;
  fresh += ".new";
  write_all(File(fresh, O_WRONLY | O_CREAT | O_TRUNC).fd(), box);
  fs::rename(fresh, path, error);
  if (error) throw base::Fault(base::Code::disk_error, "a draft was not kept");
  return {};
}

void Drafts::wipe(const Session& session, std::string_view place) {
  const std::lock_guard lock(mutex_);
  const fs::path path = file_of(session, place);
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) return;
  write_all(File(path, O_WRONLY).fd(), base::Bytes(size, 0));
  fs::remove(path, error);
}

}  // namespace desk
