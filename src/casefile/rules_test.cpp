#include <doctest/doctest.h>

#include "casefile/test_support.h"

namespace casefile {
namespace {

using testing::codes;
using testing::record;
using testing::Writer;

constexpr std::uint64_t kStart = 1'750'000'000'000;

struct Two {
  History history;
  Writer a{history, 1, kStart};
  Writer b{history, 2, kStart + 500};

  explicit Two(base::Compartment compartment) : history(compartment) {}
  Folded folded(const Signatures& signatures = testing::trusts_all()) const {
    return fold(history, testing::catalogue(), Control(base::CaseId::none(), signatures));
  }
  const FoldedField field(std::uint8_t n, std::string_view type, std::string_view name) const {
    const RecordType* known = testing::catalogue().type(type);
    const Folded state = folded();
    const FoldedRecord* found = state.find(record(n), known->number);
    REQUIRE(found != nullptr);
    const FoldedField* field = found->field(known->field(name)->number);
    REQUIRE(field != nullptr);
    return *field;
  }
};

TEST_CASE("a value that was seen is replaced; one that was not is kept beside and listed") {
  Two two(base::Compartment::ops);
  const Stamp first = two.a.write(record(1), "task", "title", "Llamar al consulado");
  const Stamp second = two.b.write(record(1), "task", "title", "Llamar a la tía", {first});
  FoldedField field = two.field(1, "task", "title");
  CHECK(field.shown.front().value == codec::Value("Llamar a la tía"));
  CHECK(field.trouble == Trouble::none);
  CHECK(field.heads == std::vector<Stamp>{second});

  two.a.write(record(1), "task", "title", "Llamar mañana", {first});
  field = two.field(1, "task", "title");
  REQUIRE(field.shown.size() == 1);
  CHECK(field.shown.front().value == codec::Value("Llamar a la tía"));  // the later of the two
  REQUIRE(field.others.size() == 1);
  CHECK(field.others.front().value == codec::Value("Llamar mañana"));
  CHECK(field.trouble == Trouble::concurrent);
  REQUIRE(two.folded().conflicts.size() == 1);

  // Whoever saw both settles it.
  two.b.write(record(1), "task", "title", "Llamar hoy", field.heads);
  CHECK(two.folded().conflicts.empty());
}

TEST_CASE("the same value written twice without seeing each other is no conflict") {
  Two two(base::Compartment::ops);
  two.a.write(record(1), "task", "title", "Cita médica");
  two.b.write(record(1), "task", "title", "Cita médica");
  CHECK(two.folded().conflicts.empty());
  CHECK(two.field(1, "task", "title").shown.front().same.size() == 1);
}

TEST_CASE("two offline devices set risk low and high: the higher shows until someone saw both") {
  Two two(base::Compartment::ops);
  const Stamp medium = two.a.write(record(1), "case_file", "risk", "medium");
  two.a.write(record(1), "case_file", "risk", "high", {medium});
  two.b.write(record(1), "case_file", "risk", "low", {medium});
  FoldedField field = two.field(1, "case_file", "risk");
  CHECK(field.shown.front().value == codec::Value("high"));
  CHECK(field.others.front().value == codec::Value("low"));
  CHECK(field.trouble == Trouble::concurrent);
  two.b.write(record(1), "case_file", "risk", "low", field.heads);
  CHECK(two.field(1, "case_file", "risk").shown.front().value == codec::Value("low"));
}

TEST_CASE("a withdrawal of consent cannot be undone by who did not see it") {
  Two two(base::Compartment::control);
  const Stamp given = two.a.write(record(1), "consent", "state", "given");
  two.a.write(record(1), "consent", "state", "withdrawn", {given});
  two.b.at(kStart + 90'000).write(record(1), "consent", "state", "given", {given});
  CHECK(two.field(1, "consent", "state").shown.front().value == codec::Value("withdrawn"));
}

TEST_CASE("loosening needs the decision as well as the sight, and an old decision does not serve") {
  Two two(base::Compartment::control);
  const base::RecordId consent = record(1);
  const base::RecordId approval = record(9);
  const auto approve = [&](std::uint8_t n) {
    two.a.write(record(n), "approval", "subject", testing::reference(consent));
    two.a.write(record(n), "approval", "outcome", "approved");
    two.a.write(record(n), "approval", "signature", testing::any_signature(1, kStart + 1000));
  };
  const Stamp given = two.a.write(consent, "consent", "state", "given");
  approve(9);
  const Stamp withdrawn = two.a.write(consent, "consent", "state", "withdrawn", {given});

  SUBCASE("without a decision") {
    two.a.write(consent, "consent", "state", "given", {withdrawn});
    const FoldedField field = two.field(1, "consent", "state");
    CHECK(field.shown.front().value == codec::Value("withdrawn"));
    CHECK(field.trouble == Trouble::undecided_loosening);
  }
  SUBCASE("with a decision made before the withdrawal") {
    two.a.write(consent, "consent", "state", "given", {withdrawn}, {approval});
    CHECK(two.field(1, "consent", "state").shown.front().value == codec::Value("withdrawn"));
  }
  SUBCASE("with a decision on another record") {
    two.a.write(record(8), "approval", "subject", testing::reference(record(77)));
    two.a.write(record(8), "approval", "outcome", "approved");
    two.a.write(consent, "consent", "state", "given", {withdrawn}, {record(8)});
    CHECK(two.field(1, "consent", "state").shown.front().value == codec::Value("withdrawn"));
  }
  SUBCASE("with a new decision, and then with it taken back") {
    approve(8);
    two.a.write(consent, "consent", "state", "given", {withdrawn}, {record(8)});
    CHECK(two.field(1, "consent", "state").shown.front().value == codec::Value("given"));
    // Whoever knows no signature sees the restriction.
    const Folded unsigned_fold = two.folded(Signatures::nobody());
    CHECK(unsigned_fold.find(consent, known::consent::kType)->text(known::consent::kState) ==
          "withdrawn");
    two.b.at(kStart + 90'000).write(record(8), "approval", "outcome", "retracted");
    CHECK(two.field(1, "consent", "state").shown.front().value == codec::Value("withdrawn"));
  }
}

TEST_CASE("two different people lift a legal hold") {
  Two two(base::Compartment::control);
  const base::RecordId hold = record(1);
  const Stamp active = two.a.write(hold, "hold", "state", "active");
  const auto approve = [&](std::uint8_t n, std::uint8_t user) {
    two.a.as(user);
    two.a.write(record(n), "approval", "subject", testing::reference(hold));
    two.a.write(record(n), "approval", "outcome", "approved");
    two.a.write(record(n), "approval", "signature", testing::any_signature(user, kStart + 1000));
  };
  approve(8, 1);
  SUBCASE("one person twice is one person") {
    approve(9, 1);
    two.a.write(hold, "hold", "state", "lifted", {active}, {record(8), record(9)});
    CHECK(two.field(1, "hold", "state").shown.front().value == codec::Value("active"));
  }
  SUBCASE("two people") {
    approve(9, 2);
    two.a.write(hold, "hold", "state", "lifted", {active}, {record(8), record(9)});
    CHECK(two.field(1, "hold", "state").shown.front().value == codec::Value("lifted"));
  }
}

TEST_CASE("concurrent lists of permitted parts meet in what both permit") {
  Two two(base::Compartment::control);
  const Stamp all =
      two.a.write(record(1), "consent", "parts", codes({"identity", "medical", "legal"}));
  two.a.write(record(1), "consent", "parts", codes({"identity", "medical"}), {all});
  two.b.write(record(1), "consent", "parts", codes({"identity", "legal"}), {all});
  const FoldedField field = two.field(1, "consent", "parts");
  CHECK(field.shown.front().value == codes({"identity"}));
  CHECK(field.trouble == Trouble::concurrent);
  CHECK(field.others.size() == 2);
}

TEST_CASE("of two expiries the earlier holds, and prolonging needs a decision") {
  Two two(base::Compartment::control);
  const Stamp first = two.a.write(record(1), "grant", "expires", make_instant(2000));
  two.a.write(record(1), "grant", "expires", make_instant(9000), {first});
  CHECK(two.field(1, "grant", "expires").shown.front().value == make_instant(2000));
  two.b.write(record(1), "grant", "expires", make_instant(1000), {first});
  CHECK(two.field(1, "grant", "expires").shown.front().value == make_instant(1000));
}

TEST_CASE("sets: what one adds while another removes stays, a removal names what it saw") {
  Two two(base::Compartment::identity);
  const Stamp mx = two.a.write(record(1), "person", "nationalities", "MX");
  two.b.write(record(1), "person", "nationalities", "GT");
  two.a.remove(record(1), "person", "nationalities", {mx});
  const Stamp again = two.b.write(record(1), "person", "nationalities", "MX");
  FoldedField field = two.field(1, "person", "nationalities");
  REQUIRE(field.shown.size() == 2);
  CHECK(field.trouble == Trouble::none);
  two.a.at(kStart + 9000).remove(record(1), "person", "nationalities", {again});
  CHECK(two.field(1, "person", "nationalities").shown.size() == 1);
}

TEST_CASE("a row that two people changed shows the later and lists the other") {
  Two two(base::Compartment::identity);
  const auto row = [](std::string_view difficulty) {
    return codec::Value::map({{0, codec::Value::bytes(record(50).bytes())},
                              {1, "seeing"},
                              {2, codec::Value(difficulty)}});
  };
  const Stamp first = two.a.write(record(1), "person", "functioning", row("none"));
  two.a.write(record(1), "person", "functioning", row("some"), {first});
  two.b.write(record(1), "person", "functioning", row("a_lot"), {first});
  const FoldedField field = two.field(1, "person", "functioning");
  REQUIRE(field.shown.size() == 1);
  CHECK(field.shown.front().value == row("a_lot"));
  REQUIRE(field.others.size() == 1);
  CHECK(field.trouble == Trouble::concurrent);
}

TEST_CASE("notes are never lost; a correction names what it corrects") {
  Two two(base::Compartment::ops);
  const Stamp first = two.a.write(record(1), "note", "text", "Durmió bien.");
  two.b.write(record(1), "note", "text", "Comió poco.");
  const Stamp second = two.a.write(record(1), "note", "text", "Durmió mal.", {first});
  const FoldedField field = two.field(1, "note", "text");
  REQUIRE(field.shown.size() == 3);
  CHECK(field.shown[0].corrected_by == std::vector<Stamp>{second});
  CHECK(field.trouble == Trouble::none);
}

TEST_CASE(
    "a status that could not follow is flagged, and of concurrent states the strictest shows") {
  Two two(base::Compartment::ops);
  const Stamp planning = two.a.write(record(1), "case_file", "step", "planning");
  SUBCASE("concurrent") {
    two.b.write(record(1), "case_file", "step", "closed", {planning});
    two.a.write(record(1), "case_file", "step", "implementation", {planning});
    const FoldedField field = two.field(1, "case_file", "step");
    CHECK(field.shown.front().value == codec::Value("implementation"));
    CHECK(field.trouble == Trouble::concurrent);
    two.a.at(kStart + 9000).write(record(1), "case_file", "step", "closed", field.heads);
    CHECK(two.field(1, "case_file", "step").trouble == Trouble::none);
    CHECK(two.field(1, "case_file", "step").shown.front().value == codec::Value("closed"));
  }
  SUBCASE("illegal") {
    const Stamp closed = two.a.write(record(1), "case_file", "step", "closed", {planning});
    two.b.at(kStart + 9000).write(record(1), "case_file", "step", "planning", {closed});
    const FoldedField field = two.field(1, "case_file", "step");
    CHECK(field.trouble == Trouble::illegal_transition);
    CHECK(field.shown.front().value == codec::Value("planning"));
  }
}

TEST_CASE("a forged base that names later writes makes no circle") {
  Two two(base::Compartment::ops);
  const Stamp later{{kStart + 1, 0}, testing::node(1), 0};
  const Stamp first = two.a.write(record(1), "task", "title", "Uno", {later});
  two.a.write(record(1), "task", "title", "Dos", {first});
  CHECK(two.field(1, "task", "title").shown.front().value == codec::Value("Dos"));
}

}  // namespace
}  // namespace casefile
