#include "base/names.h"

#include <algorithm>
#include <fstream>
#include <iostream>

#include <doctest/doctest.h>

#include "base/seams.h"

namespace {

using base::fold;
using base::NameTables;
using Words = std::vector<std::string>;

const NameTables& tables() {
  return NameTables::built_in();
}
Words words(std::string_view name) {
  return base::name_words(name, tables());
}

bool share_key(const std::string& a, const std::string& b) {
  const Words as = base::sound_keys(a);
  const Words bs = base::sound_keys(b);
  return std::any_of(as.begin(), as.end(), [&](const std::string& key) {
    return std::binary_search(bs.begin(), bs.end(), key);
  });
}

// Word by word: every word of the name must share a key with the word at its place.
bool may_be_same(const std::string& a, const std::string& b) {
  const Words as = words(a);
  const Words bs = words(b);
  return std::equal(as.begin(), as.end(), bs.begin(), bs.end(), share_key);
}

std::vector<std::pair<std::string, std::string>> pairs_of(const std::string& file) {
  std::ifstream in(std::string(AMPARO_SOURCE_DIR) + "/tests/vectors/names/" + file);
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::string line; std::getline(in, line);) {
    const std::size_t comma = line.find(',');
    REQUIRE(comma != std::string::npos);
    pairs.emplace_back(line.substr(0, comma), line.substr(comma + 1));
  }
  REQUIRE_FALSE(pairs.empty());
  return pairs;
}

TEST_CASE("folding: case, marks, apostrophes, spaces") {
  CHECK(fold("  MARÍA   José-Ñáñez ") == "maria jose nanez");
  CHECK(fold("Mari\u0301a") == "maria");
  CHECK(fold("Mª Gpe.") == "ma gpe");
  CHECK(fold("Łukasz Ærø Straße Þór") == "lukasz aero strasse thor");
  CHECK(fold("Ẍan ɨxil") == "xan ixil");
  CHECK(fold("") == "");
  CHECK(fold(" - . ") == "");
  CHECK(fold("Иван") == "Иван");
  for (const char* apostrophe :
       {"'", "`", "´", "‘", "’", "‛", "ʼ", "ʻ", "ʹ", "ˈ", "′", "ʔ", "\ua78c", "\ua78b", "＇"}) {
    CAPTURE(apostrophe);
    CHECK(fold(std::string("K") + apostrophe + "ICHE" + apostrophe) == "kiche");
  }
}

TEST_CASE("bad UTF-8 is skipped, never thrown about") {
  CHECK(fold("Jos\xe9") == "jos");
  CHECK(fold("\xff\xfe") == "");
  CHECK(fold("a\xc3") == "a");
  base::SeededRandom random(11);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes(random.below(12), '\0');
    for (char& c : bytes) c = static_cast<char>(random.next());
    const std::string once = fold(bytes);
    REQUIRE(fold(once) == once);
    for (const std::string& key : base::name_keys(bytes, tables())) REQUIRE_FALSE(key.empty());
  }
}

TEST_CASE("words for keys: particles out, abbreviations written out, glued particles cut") {
  CHECK(words("María de los Ángeles") == Words{"maria", "angeles"});
  CHECK(words("Ma. Gpe. Hdez. y Mtz.") == Words{"maria", "guadalupe", "hernandez", "martinez"});
  CHECK(words("Mª Fco. DelaCruz") == Words{"maria", "francisco", "cruz"});
  CHECK(words("Delossantos Deleon") == Words{"santos", "leon"});
  CHECK(words("Dela Cruz") == Words{"cruz"});
  CHECK(words("Delgado Delia Delaney") == Words{"delgado", "delia", "delaney"});
  CHECK(words("de la") == Words{"de", "la"});
  CHECK(words("").empty());
}

TEST_CASE("sound keys of a word") {
  CHECK(base::sound_keys("hernandez") == Words{"eRNNDS"});
  CHECK(base::sound_keys("xuncax").size() == 9);
  CHECK(base::sound_keys("ana") == Words{"aN"});
  CHECK(base::sound_keys("mamani") == Words{"NNN"});
  CHECK(base::sound_keys("anna") == Words{"aN"});
  CHECK(base::sound_keys("h") == Words{"h"});
  CHECK(base::sound_keys("").empty());
  CHECK(base::sound_keys("xxaxaxaxaxaxax").size() <= 16);
}

TEST_CASE("keys are sorted, once each, and do not depend on the order of the words") {
  const Words keys = base::name_keys("Xóchitl Xuncax", tables());
  CHECK(std::is_sorted(keys.begin(), keys.end()));
  CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
  CHECK(keys == base::name_keys("Xuncax Xóchitl", tables()));
}

TEST_CASE("pairs the classes were made with all meet") {
  for (const auto& [a, b] : pairs_of("tuning.csv")) {
    CAPTURE(a);
    CAPTURE(b);
    CHECK(may_be_same(a, b));
  }
}

TEST_CASE("recall on pairs that were held out") {
  const auto pairs = pairs_of("heldout.csv");
  REQUIRE(pairs.size() >= 90);
  std::size_t found = 0;
  std::size_t by_folding = 0;
  for (const auto& [a, b] : pairs) {
    const bool same = may_be_same(a, b);
    found += same ? 1 : 0;
    by_folding += words(a) == words(b) ? 1 : 0;
    if (!same) std::cout << "  missed: " << a << " / " << b << '\n';
  }
  std::cout << "names: held-out recall " << found << "/" << pairs.size() << " by sound, "
            << by_folding << "/" << pairs.size() << " by folding alone\n";
  CHECK(found * 100 >= pairs.size() * 85);
  CHECK(by_folding < found);
}

TEST_CASE("different names stay apart") {
  for (const auto& [a, b] : pairs_of("apart.csv")) {
    CAPTURE(a);
    CAPTURE(b);
    CHECK_FALSE(may_be_same(a, b));
  }
}

TEST_CASE("a table with an error is refused with its line") {
  const auto line_of = [](std::string_view csv) {
    return NameTables::from_csv(csv).error().details.at(1).second;
  };
  CHECK(line_of("kind,from,to\nparticle,de\nwhatever,x") == "3");
  CHECK(line_of("particle,") == "1");
  CHECK(line_of("particle,Dé") == "1");
  CHECK(line_of("abbreviation,ma") == "1");
  CHECK(line_of("particle") == "1");
  CHECK(NameTables::from_csv("# nothing\r\nabbreviation,ma,maria\r\n")->abbreviations.at(0).to ==
        "maria");
  CHECK(tables().abbreviations.size() > 40);
}

}  // namespace
