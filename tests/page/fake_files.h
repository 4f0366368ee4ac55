// FakeFiles: files of every case file together, in memory.
#pragma once

#include "web/service_files.h"

namespace page {

class FakeFiles : public web::FileService {
 public:
  static constexpr std::uint64_t kMost = 2'000'000;

  base::Result<web::FileList> files(const web::Caller&, const std::string&) override {
    web::FileList list{{}, {{"general", "ops"}}, static_cast<std::int64_t>(kMost)};
    for (const auto& [row, bytes] : kept) list.files.push_back(row);
    return list;
  }
  base::Result<std::unique_ptr<web::FileIncoming>> receive(const web::Caller&, const std::string&,
                                                           const web::NewFile& what,
                                                           base::SaveId) override {
    if (what.field != "general") return base::refuse(base::Code::not_allowed);
    if (what.bytes.value_or(0) > kMost) return base::refuse(base::Code::too_large);
    return std::make_unique<Incoming>(*this, what);
  }
  base::Result<web::FileContent> file(const web::Caller&, const std::string&,
                                      const std::string& id) override {
    for (const auto& [row, bytes] : kept) {
      if (row.id != id) continue;
      return web::FileContent{row, [left = std::optional(bytes)]() mutable {
                                return std::exchange(left, std::nullopt);
                              }};
    }
    return base::refuse(base::Code::not_found, {{"what", "file"}});
  }
  base::Result<web::FileCopy> file_copy(const web::Caller& caller, const std::string& case_id,
                                        const std::string& id) override {
    base::Result<web::FileContent> content = file(caller, case_id, id);
    if (!content) return base::pass(content);
    return web::FileCopy{"image/png", "a picture"};
  }

  base::Result<std::string> document(const web::Caller&, const std::string& case_id) override {
    return "{\"case\":\"" + case_id + "\",\"records\":[]}\n";
  }
  base::Done printed(const web::Caller&, const std::string&) override {
    ++prints;
    return {};
  }

  int prints = 0;
  bool disk_is_full = false;
  std::vector<std::pair<web::FileRow, std::string>> kept;
  int coming_in = 0;

 private:
  class Incoming : public web::FileIncoming {
   public:
    Incoming(FakeFiles& files, const web::NewFile& what) : files_(files), what_(what) {
      ++files_.coming_in;
    }
    ~Incoming() override { --files_.coming_in; }
    base::Done take(std::string_view piece) override {
      if (files_.disk_is_full) throw base::Fault(base::Code::disk_full, "on purpose");
      bytes_ += piece;
      if (bytes_.size() > kMost) return base::refuse(base::Code::too_large);
      return {};
    }
    base::Result<web::FileRow> finish(const web::Caller&) override {
      web::FileRow row;
      row.id = "f" + std::to_string(files_.kept.size() + 1);
      row.field = what_.field;
      row.part = "ops";
      row.kind = what_.kind;
      row.name = what_.name;
      row.description = what_.description;
      row.bytes = static_cast<std::int64_t>(bytes_.size());
      files_.kept.emplace_back(row, bytes_);
      return row;
    }

   private:
    FakeFiles& files_;
    const web::NewFile what_;
    std::string bytes_;
  };
};

}  // namespace page
