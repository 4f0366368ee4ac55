// What the tests of the desk share: a small organisation in a folder of its own, under a clock that
// stands still. Included by *_test.cpp only.
#pragma once

#include <doctest/doctest.h>

#include "desk/desk.h"
#include "store/test_folder.h"

namespace desk_test {

using base::Code;
using base::Compartment;
using codec::Value;

inline constexpr base::UtcMs kNow = 1'780'000'000'000;  // in 2026
inline constexpr std::int64_t kYearMs = 365LL * 24 * 60 * 60 * 1000;

inline crypto::Passphrase passphrase() {
  std::string text = "una frase larga para probar";
  return crypto::Passphrase(text);
}

// Founded by "ines", who is administrator and coordinator.
class World {
 public:
  World() {
    seams.clock = &clock;
    seams.kdf = crypto::kKdfTest;
    base::Result<desk::Founded> founded =
        desk::found(folder(), {"Casa Prueba", "ines"}, passphrase(), seams);
    REQUIRE(founded);
    cards = founded->cards;
    open();
  }

  std::filesystem::path folder() const { return temp_ / "org"; }
  // Closes the folder and opens it again, as a restart does.
  void open() {
    desk.reset();
    base::Result<std::unique_ptr<desk::Desk>> opened = desk::Desk::open(folder(), seams);
    REQUIRE(opened);
    desk = std::move(*opened);
  }

  desk::House& house() { return desk->house(); }
  // Runs `act` with the person's session, unlocked on first use.
  template <class Act>
  auto as(const std::string& user, const Act& act) {
    if (!desk->is_unlocked(user)) REQUIRE(desk->unlock(user, passphrase()));
    using Out = decltype(act(std::declval<const desk::Session&>()));
    std::optional<Out> out;
    const base::Result<bool> ran = desk->with<bool>(user, [&](const desk::Session& session) {
      out.emplace(act(session));
      return base::Result<bool>(true);
    });
    REQUIRE(ran);
    return std::move(*out);
  }
  desk::Added add(const std::string& user, const std::string& role,
                  const std::string& by = "ines") {
    auto added = as(by, [&](const desk::Session& session) {
      return desk::add_person(house(), session, {user, {role}}, passphrase());
    });
    REQUIRE(added);
    return *added;
  }
  base::Result<desk::CaseFiles::Made> make(const base::SaveId& save) {
    return as("ines", [&](const desk::Session& session) {
      return desk->cases().create(
          session, {"child", {{"person", std::nullopt, {{"role", "child"}, {"name", name()}}}}},
          save);
    });
  }
  base::CaseId new_case() {
    const base::Result<desk::CaseFiles::Made> made =
        make(base::SaveId::random(base::system_random()));
    REQUIRE(made);
    return made->id;
  }
  base::Result<desk::Saved> change(const std::string& user, const base::CaseId& id,
                                   const std::vector<desk::RecordEdit>& edits,
                                   std::optional<base::SaveId> save = std::nullopt) {
    const base::SaveId chosen = save ? *save : base::SaveId::random(base::system_random());
    return as(user, [&](const desk::Session& session) {
      return desk->cases().change(session, id, edits, chosen);
    });
  }
  base::Result<desk::CaseView> read(const std::string& user, const base::CaseId& id) {
    return as(user, [&](const desk::Session& session) { return desk->cases().read(session, id); });
  }
  static Value name() { return Value::map({{5, "Niña Inventada"}}); }

  base::ManualClock clock{kNow};
  desk::Seams seams;
  std::vector<std::string> cards;
  std::unique_ptr<desk::Desk> desk;

 private:
  store::test::TempFolder temp_;
};

}  // namespace desk_test
