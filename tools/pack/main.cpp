// amparo-pack: compiles a catalogue folder into a pack.
//
//   amparo-pack --catalogue catalogue --out default.pack [--name amparo] [--version 1]
//               [--skip FOLDER]… [--section NAME=FILE]… [--key SEED_FILE] [--hash-out FILE]
//               [--freeze]
//
//   amparo-pack --new-key SEED_FILE
//
// --section adds a section that another tool compiled; --key signs with the Ed25519 seed (32 bytes)
// in a file; --new-key makes such a file, readable by its owner alone, and prints the public key;
// --hash-out writes the pack's hash as a C string; --freeze adds new fields to records/frozen.csv.
// Exit codes: 0 done, 1 the catalogue is not right (file:line: sentence, one a line), 2 wrong call.
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "compile.h"

namespace {

std::optional<base::Bytes> read_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return base::Bytes(std::istreambuf_iterator<char>(in), {});
}

bool write_bytes(const std::string& path, base::ByteView bytes) {
  std::ofstream out(path, std::ios::binary);
  out << base::as_text(bytes);
  out.close();
  return out.good();
}

int complain(const std::string& text, int code) {
  std::fputs(text.c_str(), stderr);
  return code;
}

struct Call {
  packer::CatalogueSource source;
  std::string out_path;
  std::string name = "amparo";
  std::uint64_t version = 1;
  std::vector<std::string> extra;
  std::string key_path;
  std::string hash_path;
};

int run(const Call& call) {
  packer::Problems problems;
  packer::Compiled compiled = packer::compile_catalogue(call.source, problems);
  for (const std::string& pair : call.extra) {
    const std::size_t at = pair.find('=');
    std::optional<base::Bytes> bytes =
        at == std::string::npos ? std::nullopt : read_bytes(pair.substr(at + 1));
    if (!bytes) return complain("amparo-pack: --section wants NAME=FILE: " + pair + "\n", 2);
    compiled.sections.push_back({pair.substr(0, at), *std::move(bytes)});
  }
  if (!problems.empty()) return complain(problems.text(), 1);
  if (call.source.freeze) {
    const std::string lock = (call.source.folder / "records" / "frozen.csv").string();
    if (!write_bytes(lock, base::as_bytes(compiled.frozen_csv))) {
      return complain("amparo-pack: cannot write " + lock + "\n", 1);
    }
  }
  std::optional<crypto::SigningKey> key;
  if (!call.key_path.empty()) {
    std::optional<base::Bytes> seed = read_bytes(call.key_path);
    if (!seed || seed->size() != crypto::kKeySize) {
      return complain("amparo-pack: the key file must hold 32 bytes\n", 2);
    }
    key = crypto::SigningKey::from_seed(crypto::Secret::copy_of(*seed));
    crypto::wipe(*seed);
  }
  const base::Result<base::Bytes> file =
      pack::build(call.name, call.version, std::move(compiled.sections), key ? &*key : nullptr);
  if (!file) return complain("amparo-pack: " + file.error().details.front().second + "\n", 1);
  if (!write_bytes(call.out_path, *file)) {
    return complain("amparo-pack: cannot write " + call.out_path + "\n", 1);
  }
  const std::string hash = base::to_hex(pack::hash_of(*file));
  if (!call.hash_path.empty() &&
      !write_bytes(call.hash_path, base::as_bytes("\"" + hash + "\"\n"))) {
    return complain("amparo-pack: cannot write " + call.hash_path + "\n", 1);
  }
  std::printf("%s\n", hash.c_str());
  return 0;
}

// The seed lies in one file and nowhere else: whoever has it speaks as the publisher.
int make_key(const std::string& path) {
  const crypto::Secret seed = crypto::Secret::random(base::system_random());
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return complain("amparo-pack: cannot make " + path + "\n", 1);
  const base::ByteView bytes = seed.reveal();
  const bool written = write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  const bool synced = fsync(fd) == 0;
  close(fd);
  if (!written || !synced) return complain("amparo-pack: cannot write " + path + "\n", 1);
  const auto key = crypto::SigningKey::from_seed(crypto::Secret::copy_of(bytes));
  std::printf("%s\n", base::to_hex(key.verify_key()).c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Compiles a catalogue folder into a pack"};
  Call call;
  std::string folder;
  std::string new_key;
  app.add_option("--catalogue", folder, "the folder");
  app.add_option("--out", call.out_path, "the pack to write");
  app.add_option("--new-key", new_key, "makes a publisher's seed in this file");
  app.add_option("--name", call.name);
  app.add_option("--version", call.version);
  app.add_option("--skip", call.source.skip, "a folder that another tool compiles");
  app.add_option("--section", call.extra, "NAME=FILE: a section compiled elsewhere");
  app.add_option("--key", call.key_path, "file with the publisher's seed");
  app.add_option("--hash-out", call.hash_path, "where to write the hash");
  app.add_flag("--freeze", call.source.freeze, "add new fields to records/frozen.csv");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  crypto::init();
  if (!new_key.empty()) return make_key(new_key);
  if (folder.empty() || call.out_path.empty()) {
    return complain("amparo-pack: --catalogue and --out are needed\n", 2);
  }
  call.source.folder = std::filesystem::absolute(folder).lexically_normal();
  if (call.source.folder.filename().empty()) {
    call.source.folder = call.source.folder.parent_path();
  }
  return run(call);
}
