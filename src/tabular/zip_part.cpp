#include "tabular/zip_part.h"

#include <array>

namespace tabular {

using base::Code;

base::Result<std::unique_ptr<ZipPart>> ZipPart::open(const std::filesystem::path& path,
                                                     const std::string& part,
                                                     const Limits& limits) {
  unzFile file = unzOpen64(path.c_str());
  if (file == nullptr) return base::refuse(Code::table_damaged, {{"reason", "zip"}});
  std::unique_ptr<ZipPart> opened(new ZipPart(file, limits));
  unz_file_info64 info{};
  if (unzLocateFile(file, part.c_str(), 1) != UNZ_OK ||
      unzGetCurrentFileInfo64(file, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK) {
    return base::refuse(Code::not_found, {{"part", part}});
  }
  if (unzOpenCurrentFile(file) != UNZ_OK) {
    return base::refuse(Code::table_damaged, {{"reason", part}});
  }
  opened->size_ = info.uncompressed_size;
  opened->compressed_ = info.compressed_size;
  return opened;
}

ZipPart::~ZipPart() {
  unzCloseCurrentFile(file_);
  unzClose(file_);
}

base::Result<std::size_t> ZipPart::read(std::span<char> out) {
  const int got = unzReadCurrentFile(file_, out.data(), static_cast<unsigned>(out.size()));
  if (got < 0) return base::refuse(Code::table_damaged, {{"reason", "zip"}});
  if (got == 0 && unzCloseCurrentFile(file_) == UNZ_CRCERROR) {
    return base::refuse(Code::table_damaged, {{"reason", "checksum"}});
  }
  expanded_ += static_cast<std::uint64_t>(got);
  if (expanded_ > limits_.max_expanded_bytes) {
    return base::refuse(Code::table_too_large, {{"limit", "max_expanded_bytes"}});
  }
  constexpr std::uint64_t kRatioApplies = std::uint64_t{16} << 20;
  if (expanded_ > kRatioApplies && expanded_ / (compressed_ + 1) > limits_.max_expansion_ratio) {
    return base::refuse(Code::table_too_large, {{"limit", "max_expansion_ratio"}});
  }
  return static_cast<std::size_t>(got);
}

XmlStream::XmlStream(std::unique_ptr<ZipPart> part, Handler& handler)
    : part_(std::move(part)), parser_(XML_ParserCreate("UTF-8")), handler_(handler) {
  if (parser_ == nullptr) throw base::Fault(Code::out_of_memory, "expat");
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(
      parser_,
      [](void* self, const char* name, const char** attributes) {
        static_cast<XmlStream*>(self)->handler_.open(local_name(name), attributes);
      },
      [](void* self, const char* name) {
        static_cast<XmlStream*>(self)->handler_.close(local_name(name));
      });
  XML_SetCharacterDataHandler(parser_, [](void* self, const char* text, int length) {
    static_cast<XmlStream*>(self)->handler_.text({text, static_cast<std::size_t>(length)});
  });
  XML_SetStartDoctypeDeclHandler(parser_,
                                 [](void* self, const char*, const char*, const char*, int) {
                                   auto& stream = *static_cast<XmlStream*>(self);
                                   stream.declared_ = true;
                                   XML_StopParser(stream.parser_, XML_FALSE);
                                 });
}

XmlStream::~XmlStream() {
  XML_ParserFree(parser_);
}

base::Result<bool> XmlStream::step() {
  if (done_) return false;
  std::array<char, 32768> piece;
  auto got = part_->read(piece);
  if (!got) return pass(got);
  done_ = *got == 0;
  if (XML_Parse(parser_, piece.data(), static_cast<int>(*got), done_ ? 1 : 0) != XML_STATUS_OK) {
    return base::refuse(Code::table_damaged,
                        {{"reason", declared_ ? "document type declaration" : "XML"}});
  }
  return !done_;
}

std::string_view attribute(const char** attributes, std::string_view name) {
  for (; attributes[0] != nullptr; attributes += 2) {
    if (name == attributes[0]) return attributes[1];
  }
  return {};
}

std::string_view local_name(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace tabular
