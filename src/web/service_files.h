// FileService: files of a case file, in and out, piece by piece; and the case file itself, taken
// out whole.
//
// Promise: a file is there when its answer is, and nothing of it otherwise; what comes out is byte
// for byte what went in, and of a photograph a copy that holds its picture alone.
// Threads: every function may be called from several workers at once; an upload by one at a time.
#pragma once

#include <functional>
#include <memory>

#include "web/service.h"

namespace web {

struct FileRow {
  std::string id;  // base::FileId
  std::string record_id;
  std::string type;   // of the record that names it
  std::string field;  // of that record
  std::string part;   // base::compartment_name
  std::string kind;   // of code list file_kinds, or empty
  std::string name;
  std::string description;
  std::string media;  // empty when it is not what its name says
  std::int64_t bytes = 0;
  std::string sha256;
  base::UtcMs added_ms = 0;
  std::string added_by;
  bool has_copy = false;  // file_copy() gives its picture
};

// Where a file may be put: a field of the record type `file`.
struct FilePlace {
  std::string field;
  std::string part;
};

struct FileList {
  std::vector<FileRow> files;  // the latest first
  std::vector<FilePlace> places;
  std::int64_t most_bytes = 0;  // of one file
};

struct NewFile {
  std::string field;
  std::string kind;
  std::string name;
  std::string description;
  std::optional<std::uint64_t> bytes;  // when they are announced
};

class FileIncoming {
 public:
  virtual ~FileIncoming() = default;  // drops what was not finished
  virtual base::Done take(std::string_view piece) = 0;
  virtual base::Result<FileRow> finish(const Caller& caller) = 0;
};

struct FileContent {
  FileRow row;
  // The next piece; nothing at the end. Throws when the content is not what it should be.
  std::function<std::optional<std::string>()> next;
};

struct FileCopy {
  std::string media;
  std::string bytes;
};

class FileService {
 public:
  virtual ~FileService() = default;
  virtual base::Result<FileList> files(const Caller& caller, const std::string& case_id) = 0;
  // Refusals too_large, not_allowed, bad_value (detail `field`), too_many_tries.
  virtual base::Result<std::unique_ptr<FileIncoming>> receive(const Caller& caller,
                                                              const std::string& case_id,
                                                              const NewFile& what,
                                                              base::SaveId save) = 0;
  virtual base::Result<FileContent> file(const Caller& caller, const std::string& case_id,
                                         const std::string& file_id) = 0;
  // Refusal bad_value when it has none or its picture cannot be read.
  virtual base::Result<FileCopy> file_copy(const Caller& caller, const std::string& case_id,
                                           const std::string& file_id) = 0;
  // The case file as far as the caller can open it, as JSON (docs/formats.md, "Export"): equal
  // states give equal bytes.
  virtual base::Result<std::string> document(const Caller& caller, const std::string& case_id) = 0;
  // She is about to print it: on record.
  virtual base::Done printed(const Caller& caller, const std::string& case_id) = 0;
};

}  // namespace web
