#include "desk/files.h"

#include <sstream>

#include "desk/test_world.h"

namespace desk_test {
namespace {

using desk::NewFile;

const base::SaveId kSave = *base::SaveId::from_text("000102030405060708090a0b0c0d0e0f");

struct FilesWorld : World {
  FilesWorld() : id(new_case()) {
    add("salud", "health");
    add("acogida", "intake");
  }

  base::Result<desk::Files::Attached> attach(const std::string& user, const NewFile& what,
                                             const std::string& content,
                                             const base::SaveId& save = kSave) {
    return as(user, [&](const desk::Session& session) {
      std::istringstream stream(content);
      return desk->files().attach(session, id, what, stream, save);
    });
  }
  std::vector<desk::FileEntry> list(const std::string& user) {
    auto all =
        as(user, [&](const desk::Session& session) { return desk->files().list(session, id); });
    REQUIRE(all);
    return *all;
  }
  base::Result<std::string> read(const std::string& user, const base::FileId& file) {
    std::string out;
    auto info = as(user, [&](const desk::Session& session) {
      return desk->files().read(session, id, file,
                                [&](base::ByteView piece) { out += base::as_text(piece); });
    });
    if (!info) return base::pass(info);
    return out;
  }
  std::uint64_t stored() { return house().ledger().store().stats().files; }
  std::size_t halfway() { return house().ledger().store().unfinished_files().size(); }

  base::CaseId id;
};

NewFile medical() {
  NewFile what;
  what.field = "medical";
  what.kind = "medical";
  what.name = "estudio.pdf";
  what.description = "Un estudio inventado";
  return what;
}

TEST_CASE("a file comes out as it went in, and its part alone knows that it is there") {
  FilesWorld world;
  const std::string content = "%PDF-1.7" + std::string(700'000, '\x01') + "end";
  const auto attached = world.attach("salud", medical(), content);
  REQUIRE(attached);
  CHECK(attached->file.media == "application/pdf");
  CHECK(attached->file.info.sha256 == crypto::sha256(base::as_bytes(content)));
  const std::vector<desk::FileEntry> seen = world.list("salud");
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].description == "Un estudio inventado");
  CHECK(seen[0].kind == "medical");
  CHECK(seen[0].compartment == Compartment::medical);
  CHECK(*world.read("salud", attached->file.info.id) == content);

  // Reception opens the same case file: no file, no count, no record of one.
  CHECK(world.list("acogida").empty());
  const auto refused = world.read("acogida", attached->file.info.id);
  REQUIRE(!refused);
  CHECK(refused.error().code == Code::not_found);
  const auto opened = world.World::read("acogida", world.id);
  REQUIRE(opened);
  const casefile::RecordType* type = world.house().catalogue().type("file");
  const casefile::Folded* ops = opened->folded(Compartment::ops);
  CHECK((ops == nullptr || ops->of_type(type->number).empty()));
  CHECK(world.attach("acogida", medical(), "x").error().code == Code::not_allowed);
}

TEST_CASE("the same save again keeps one file and answers with it") {
  FilesWorld world;
  const auto first = world.attach("salud", medical(), "%PDF-1");
  const auto again = world.attach("salud", medical(), "%PDF-1");
  REQUIRE(first);
  REQUIRE(again);
  CHECK(first->file.info.id == again->file.info.id);
  CHECK(world.list("salud").size() == 1);
  CHECK(world.stored() == 1);
}

TEST_CASE("what is not finished leaves nothing, while it runs and after a restart") {
  FilesWorld world;
  const auto begin = [&] {
    auto upload = world.as("salud", [&](const desk::Session& session) {
      return world.desk->files().begin(session, world.id, medical(), kSave);
    });
    REQUIRE(upload);
    return std::move(*upload);
  };
  {
    const auto upload = begin();
    REQUIRE(upload->take(base::Bytes(3'000'000, 1)));
    CHECK(world.halfway() == 1);
    // The same save while it is coming in.
    const auto twice = world.as("salud", [&](const desk::Session& session) {
      return world.desk->files().begin(session, world.id, medical(), kSave);
    });
    CHECK(twice.error().code == Code::file_unfinished);
  }
  CHECK(world.halfway() == 0);
  CHECK(world.stored() == 0);
  CHECK(world.list("salud").empty());

  // A kill: what was stored stays, until the folder is opened again.
  const crypto::ItemKey key = crypto::ItemKey::random(base::system_random());
  const base::FileId lost = base::FileId::random(base::system_random());
  ledger::Store& store = world.house().ledger().store();
  auto writer = ledger::FileWriter::open(store, lost, key, base::system_random());
  REQUIRE(writer);
  writer->write(base::Bytes(3'000'000, 1));
  CHECK(world.halfway() == 1);
  world.open();
  CHECK(world.halfway() == 0);
  CHECK(world.stored() == 0);
}

TEST_CASE("too long, announced or not, and more at a time than there are places") {
  FilesWorld world;
  NewFile what = medical();
  what.announced_bytes = desk::kMostFileBytes + 1;
  CHECK(world.attach("salud", what, "x").error().code == Code::too_large);
  what.announced_bytes = desk::kMostFileBytes;
  CHECK(world.attach("salud", what, "x"));

  std::vector<std::unique_ptr<desk::FileUpload>> uploads;
  for (std::size_t i = 0; i <= desk::kMostUploads; ++i) {
    auto upload = world.as("salud", [&](const desk::Session& session) {
      return world.desk->files().begin(session, world.id, medical(),
                                       base::SaveId::random(base::system_random()));
    });
    CHECK(upload.has_value() == (i < desk::kMostUploads));
    if (upload) uploads.push_back(std::move(*upload));
  }
  uploads.clear();
  CHECK(world.attach("salud", medical(), "y", base::SaveId::random(base::system_random())));
}

TEST_CASE("words for a file are checked before a byte is taken") {
  FilesWorld world;
  NewFile what = medical();
  what.kind = "no-such-kind";
  CHECK(world.attach("salud", what, "x").error().details[0].second == "kind");
  what = medical();
  what.name = std::string(1001, 'a');
  CHECK(world.attach("salud", what, "x").error().details[0].second == "name");
  what = medical();
  what.field = "kind";
  CHECK(world.attach("salud", what, "x").error().code == Code::unknown_field);
  CHECK(world.stored() == 0);
}

TEST_CASE("what a file may be shown as: ending and first bytes agree, nothing else is believed") {
  const auto media = [](std::string_view name, std::string_view head) {
    return desk::file_media(name, base::as_bytes(head));
  };
  using namespace std::string_view_literals;
  CHECK(media("a.jpg", "\xFF\xD8\xFF\xE0") == "image/jpeg");
  CHECK(media("A.JPEG", "\xFF\xD8\xFF\xE0") == "image/jpeg");
  CHECK(media("a.png", "\x89PNG\r\n\x1A\n") == "image/png");
  CHECK(media("a.webp", "RIFF\0\0\0\0WEBPVP8 "sv) == "image/webp");
  CHECK(media("a.html", "\xFF\xD8\xFF\xE0") == "");
  CHECK(media("a.jpg", "<html>") == "");
  CHECK(media("a.jpg.html", "\xFF\xD8\xFF") == "");
  CHECK(media("a.svg", "<svg onload=alert(1)>") == "");
  CHECK(media("jpg", "\xFF\xD8\xFF") == "");
  CHECK(media("a.jpg jpeg", "\xFF\xD8\xFF") == "");
  CHECK(media("a.", "\xFF\xD8\xFF") == "");
  CHECK(media("a.jpg", "\xFF") == "");
}

}  // namespace
}  // namespace desk_test
