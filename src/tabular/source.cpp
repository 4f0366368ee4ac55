#include "tabular/source.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>
#include <zlib.h>

namespace tabular {
namespace {

using base::Code;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

class FileSource : public ByteSource {
 public:
  FileSource(std::FILE* file, std::uint64_t total) : file_(file), total_(total) {
    std::setvbuf(file, nullptr, _IONBF, 0);
  }
  base::Result<std::size_t> read(std::span<char> out) override {
    const std::size_t got = std::fread(out.data(), 1, out.size(), file_.get());
    if (got == 0 && std::ferror(file_.get()) != 0) {
      return base::refuse(Code::table_damaged, {{"reason", std::strerror(errno)}});
    }
    consumed_ += got;
    return got;
  }
  std::uint64_t consumed() const override { return consumed_; }
  std::uint64_t total() const override { return total_; }

 private:
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::uint64_t total_;
  std::uint64_t consumed_ = 0;
};

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  base::Result<std::size_t> read(std::span<char> out) override {
    const std::size_t got = std::min(out.size(), bytes_.size() - at_);
    std::memcpy(out.data(), bytes_.data() + at_, got);
    at_ += got;
    return got;
  }
  std::uint64_t consumed() const override { return at_; }
  std::uint64_t total() const override { return bytes_.size(); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

constexpr std::size_t kInputPiece = std::size_t{64} << 10;
constexpr std::uint64_t kRatioApplies = std::uint64_t{16} << 20;

class GzipSource : public ByteSource {
 public:
  GzipSource(std::unique_ptr<ByteSource> below, const Limits& limits)
      : below_(std::move(below)), limits_(limits), input_(kInputPiece) {
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) {
      throw base::Fault(Code::out_of_memory, "zlib cannot start");
    }
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  base::Result<std::size_t> read(std::span<char> out) override {
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    while (stream_.avail_out == out.size()) {
      auto fed = feed();
      if (!fed) return pass(fed);
      if (!*fed) return std::size_t{0};
      if (auto stepped = step(); !stepped) return pass(stepped);
    }
    const std::size_t got = out.size() - stream_.avail_out;
    expanded_ += got;
    if (auto bounded = check_limits(); !bounded) return pass(bounded);
    return got;
  }
  std::uint64_t consumed() const override { return below_->consumed(); }
  std::uint64_t total() const override { return below_->total(); }

 private:
  // Makes sure there is input; false at an end between members.
  base::Result<bool> feed() {
    if (stream_.avail_in > 0) return true;
    auto got = below_->read(input_);
    if (!got) return pass(got);
    if (*got == 0) {
      if (inside_) return base::refuse(Code::table_truncated, {{"bytes", text(expanded_)}});
      return false;
    }
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(*got);
    return true;
  }

  base::Done step() {
    inside_ = true;
    const int code = inflate(&stream_, Z_NO_FLUSH);
    if (code == Z_STREAM_END) {
      inside_ = false;
      inflateReset(&stream_);
      return {};
    }
    if (code == Z_OK || code == Z_BUF_ERROR) return {};
    if (code == Z_MEM_ERROR) throw base::Fault(Code::out_of_memory, "zlib");
    return base::refuse(Code::table_damaged, {{"reason", stream_.msg ? stream_.msg : "gzip"}});
  }

  base::Done check_limits() const {
    if (expanded_ > limits_.max_expanded_bytes) {
      return base::refuse(Code::table_too_large, {{"limit", "max_expanded_bytes"}});
    }
    const std::uint64_t below = std::max<std::uint64_t>(below_->consumed(), 1);
    if (expanded_ > kRatioApplies && expanded_ / below > limits_.max_expansion_ratio) {
      return base::refuse(Code::table_too_large, {{"limit", "max_expansion_ratio"}});
    }
    return {};
  }

  static std::string text(std::uint64_t number) { return std::to_string(number); }

  std::unique_ptr<ByteSource> below_;
  Limits limits_;
  std::vector<char> input_;
  z_stream stream_{};
  std::uint64_t expanded_ = 0;
  bool inside_ = true;
};

}  // namespace

base::Result<std::unique_ptr<ByteSource>> file_source(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::FILE* file = error ? nullptr : std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return base::refuse(Code::cannot_open, {{"file", path.filename()}});
  return std::make_unique<FileSource>(file, size);
}

std::unique_ptr<ByteSource> memory_source(std::string_view bytes) {
  return std::make_unique<MemorySource>(bytes);
}

std::unique_ptr<ByteSource> gzip_source(std::unique_ptr<ByteSource> below, const Limits& limits) {
  return std::make_unique<GzipSource>(std::move(below), limits);
}

}  // namespace tabular
