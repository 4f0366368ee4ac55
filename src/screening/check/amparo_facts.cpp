// amparo-facts: compares the mapping from records to facts with the pack that will carry it.
//
//   amparo-facts from-records.yaml default.pack
//
// Exit codes: 0 it fits, 1 it does not (file:line: sentence, one a line), 2 wrong call.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "pack/pack.h"
#include "screening/check/check_mapping.h"

namespace {

std::string read(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

int wrong_call(const char* why) {
  std::fprintf(stderr, "amparo-facts: %s\n", why);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return wrong_call("from-records.yaml default.pack");
  const std::string file = read(argv[2]);
  const base::ByteView bytes = base::as_bytes(file);
  const auto pack = pack::Pack::open(bytes, pack::Trust{{}, pack::hash_of(bytes)});
  if (!pack) return wrong_call("the pack cannot be read");
  const auto section = [&](const char* name) {
    return pack->section(name).value_or(base::ByteView());
  };
  const auto catalogue =
      casefile::Catalogue::load(section("records"), section("codes"), section("retention"));
  const auto ruleset = law::Ruleset::from_bytes(section("law"));
  if (!catalogue || !ruleset) return wrong_call("the pack lacks its records or its law");
  const law::Problems problems =
      screening::check_mapping(read(argv[1]), argv[1], *catalogue, *ruleset);
  for (const law::Problem& problem : problems) {
    std::fprintf(stderr, "%s\n", law::sentence(problem, "en").c_str());
  }
  return problems.empty() ? 0 : 1;
}
