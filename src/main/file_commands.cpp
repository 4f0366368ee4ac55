#include <fstream>

#include "main/command.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;

Reply file_reply(const Call& call, const char* key, const desk::FileInfo& info) {
  const std::string digest = base::to_hex(info.sha256);
  return Reply{0,
               call.say(key, {{"file", info.id.text()},
                              {"bytes", std::to_string(info.size)},
                              {"sha256", digest}}) +
                   "\n",
               Value::map({{"file", info.id.text()},
                           {"bytes", static_cast<std::int64_t>(info.size)},
                           {"sha256", digest}})};
}

base::Result<Reply> add(Call& call) {
  base::Result<base::CaseId> id =
      call.desk->lists().resolve(*call.session, call.request.option("case"));
  if (!id) return base::pass(id);
  const std::filesystem::path path = call.request.option("from");
  std::ifstream content(path, std::ios::binary);
  if (!content) return base::refuse(Code::unreadable_file, {{"file", path.string()}});
  desk::NewFile what;
  what.name = path.filename().string();
  if (!call.request.option("part").empty()) what.field = call.request.option("part");
  base::Result<desk::Files::Attached> attached = call.desk->files().attach(
      *call.session, *id, what, content, base::SaveId::random(call.desk->house().random()));
  if (!attached) return base::pass(attached);
  return file_reply(call, "done.file_add", attached->file.info);
}

base::Result<Reply> get(Call& call) {
  base::Result<base::CaseId> id =
      call.desk->lists().resolve(*call.session, call.request.option("case"));
  if (!id) return base::pass(id);
  base::Result<base::FileId> file = base::FileId::from_text(call.request.option("file"));
  if (!file) return base::refuse(Code::not_found, {{"what", "file"}});
  const std::filesystem::path path = call.request.option("out");
  std::error_code error;
  if (std::filesystem::exists(path, error)) return base::refuse(Code::file_exists);
  std::ofstream out(path, std::ios::binary);
  if (!out) throw base::Fault(Code::disk_error, "the file cannot be written");
  base::Result<desk::FileInfo> info =
      call.desk->files().read(*call.session, *id, *file, [&](base::ByteView piece) {
        out.write(reinterpret_cast<const char*>(piece.data()),
                  static_cast<std::streamsize>(piece.size()));
      });
  out.close();
  if (!info || !out) std::filesystem::remove(path, error);
  if (!info) return base::pass(info);
  if (!out) throw base::Fault(Code::disk_full, "the file cannot be written");
  return file_reply(call, "done.file_get", *info);
}

}  // namespace

std::vector<CommandSpec> file_commands() {
  return {
      {"file add",
       Needs::person,
       {{"case", OptionKind::positional}, {"from", OptionKind::path, true}, {"part"}},
       Secrets::none,
       add},
      {"file get",
       Needs::person,
       {{"case", OptionKind::positional},
        {"file", OptionKind::positional},
        {"out", OptionKind::path, true}},
       Secrets::none,
       get},
  };
}

}  // namespace cli
