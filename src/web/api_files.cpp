#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "web/api.h"
#include "web/service_files.h"

namespace web {

namespace {

namespace json = boost::json;
using base::Code;

// What a file is, beside its bytes: names do not belong into an address.
constexpr std::string_view kAboutHeader = "Amparo-File";
// Whatever a file holds, a browser that is led to it runs and shows nothing of it.
constexpr std::string_view kInert = "sandbox; default-src 'none'; frame-ancestors 'none'";

base::Result<FileService*> service(const Call& call) {
  if (call.services.files == nullptr) return base::refuse(Code::not_found);
  return call.services.files;
}

json::object shown(const FileRow& row) {
  return {{"id", row.id},
          {"record_id", row.record_id},
          {"type", row.type},
          {"field", row.field},
          {"part", row.part},
          {"kind", row.kind},
          {"name", row.name},
          {"description", row.description},
          {"media", row.media},
          {"bytes", row.bytes},
          {"sha256", row.sha256},
          {"added_ms", row.added_ms},
          {"added_by", row.added_by},
          {"has_copy", row.has_copy}};
}

base::Result<Answer> list(Call& call) {
  base::Result<FileService*> files = service(call);
  if (!files) return base::pass(files);
  base::Result<FileList> all = (*files)->files(*call.caller, call.params[0]);
  if (!all) return base::pass(all);
  json::array rows;
  for (const FileRow& row : all->files) rows.push_back(shown(row));
  json::array places;
  for (const FilePlace& place : all->places) {
    places.push_back({{"field", place.field}, {"part", place.part}});
  }
  return Answer{.body = {{"files", std::move(rows)},
                         {"places", std::move(places)},
                         {"most_bytes", all->most_bytes}}};
}

// {"field","kind","name","description"}, percent-encoded; `field` must be there.
base::Result<NewFile> about(const net::Headers& headers) {
  const auto text = net::percent_decoded(net::header(headers, kAboutHeader));
  boost::system::error_code error;
  const json::value parsed = text ? json::parse(*text, error) : json::value();
  const json::object* said = parsed.if_object();
  if (error || said == nullptr) {
    return base::refuse(Code::bad_json, {{"field", std::string(kAboutHeader)}});
  }
  NewFile what;
  for (const auto& [name, value] : *said) {
    std::string* into = name == "field"         ? &what.field
                        : name == "kind"        ? &what.kind
                        : name == "name"        ? &what.name
                        : name == "description" ? &what.description
                                                : nullptr;
    if (into == nullptr || !value.is_string()) {
      return base::refuse(Code::bad_json, {{"field", std::string(name)}});
    }
    *into = value.get_string();
  }
  const std::string_view length = net::header(headers, "Content-Length");
  std::uint64_t bytes = 0;
  const auto [end, wrong] = std::from_chars(length.data(), length.data() + length.size(), bytes);
  if (!length.empty() && wrong == std::errc() && end == length.data() + length.size()) {
    what.bytes = bytes;
  }
  return what;
}

class FileIntake : public Intake {
 public:
  explicit FileIntake(std::unique_ptr<FileIncoming> incoming) : incoming_(std::move(incoming)) {}
  base::Done take(std::string_view piece) override { return incoming_->take(piece); }
  base::Result<Answer> finish(const Caller& caller) override {
    base::Result<FileRow> row = incoming_->finish(caller);
    if (!row) return base::pass(row);
    return Answer{.status = 201, .body = shown(*row)};
  }

 private:
  const std::unique_ptr<FileIncoming> incoming_;
};

base::Result<std::unique_ptr<Intake>> receive(Call& call) {
  base::Result<FileService*> files = service(call);
  if (!files) return base::pass(files);
  base::Result<NewFile> what = about(call.request.head.headers);
  if (!what) return base::pass(what);
  base::Result<std::unique_ptr<FileIncoming>> incoming =
      (*files)->receive(*call.caller, call.params[0], *what, call.save);
  if (!incoming) return base::pass(incoming);
  return std::make_unique<FileIntake>(std::move(*incoming));
}

// RFC 8187, so that no letter of a name ends the header or the name.
std::string attachment(std::string_view name) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out = "attachment; filename=\"archivo\"; filename*=UTF-8''";
  for (const char c : name.empty() ? std::string_view("archivo") : name) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

base::Result<Answer> content(Call& call) {
  base::Result<FileService*> files = service(call);
  if (!files) return base::pass(files);
  base::Result<FileContent> file = (*files)->file(*call.caller, call.params[0], call.params[1]);
  if (!file) return base::pass(file);
  return Answer{.media = "application/octet-stream",
                .more = std::move(file->next),
                .headers = {{"Content-Disposition", attachment(file->row.name)},
                            {"Content-Security-Policy", std::string(kInert)}}};
}

base::Result<Answer> copy(Call& call) {
  base::Result<FileService*> files = service(call);
  if (!files) return base::pass(files);
  base::Result<FileCopy> made = (*files)->file_copy(*call.caller, call.params[0], call.params[1]);
  if (!made) return base::pass(made);
  return Answer{.text = std::move(made->bytes),
                .media = std::move(made->media),
                .headers = {{"Content-Disposition", "inline"},
                            {"Content-Security-Policy", std::string(kInert)}}};
}

base::Result<Answer> document(Call& call) {
  base::Result<FileService*> files = service(call);
  if (!files) return base::pass(files);
  base::Result<std::string> text = (*files)->document(*call.caller, call.params[0]);
  if (!text) return base::pass(text);
  return Answer{
      .text = std::move(*text),
      .media = "application/json",
      .headers = {{"Content-Disposition", attachment("expediente-" + call.params[0] + ".json")},
                  {"Content-Security-Policy", std::string(kInert)}}};
}

base::Result<Answer> printed(Call& call) {
  base::Result<FileService*> files = service(call);
  if (!files) return base::pass(files);
  base::Done noted = (*files)->printed(*call.caller, call.params[0]);
  if (!noted) return base::pass(noted);
  return Answer{.status = 204};
}

}  // namespace

std::vector<Route> file_routes() {
  return {{"GET", "/api/v1/cases/{case}/files", Door::session, Repeat::safe, list},
          {"POST", "/api/v1/cases/{case}/files", Door::session, Repeat::needs_key, nullptr,
           Use::person, receive},
          {"GET", "/api/v1/cases/{case}/files/{file}", Door::session, Repeat::safe, content},
          {"GET", "/api/v1/cases/{case}/files/{file}/copy", Door::session, Repeat::safe, copy},
          {"GET", "/api/v1/cases/{case}/export", Door::session, Repeat::safe, document},
          {"POST", "/api/v1/cases/{case}/prints", Door::session, Repeat::safe, printed}};
}

}  // namespace web
