// The numbers that C++ knows are those of the default pack; and the default pack says what this
// room relies on.
#include "casefile/known.h"

#include <doctest/doctest.h>

#include "casefile/grant_keeper.h"
#include "casefile/test_support.h"

namespace casefile {
namespace {

using testing::catalogue;

void same(std::string_view type, std::uint32_t number,
          std::initializer_list<std::pair<std::string_view, std::uint32_t>> fields) {
  CAPTURE(type);
  const RecordType* found = catalogue().type(type);
  REQUIRE(found != nullptr);
  CHECK(found->number == number);
  for (const auto& [field, field_number] : fields) {
    CAPTURE(field);
    REQUIRE(found->field(field) != nullptr);
    CHECK(found->field(field)->number == field_number);
  }
}

TEST_CASE("the numbers of known.h are those of the default pack") {
  same("case_file", known::case_file::kType,
       {{"kind", known::case_file::kKind},
        {"step", known::case_file::kStep},
        {"short_number", known::case_file::kShortNumber},
        {"catalogue", known::case_file::kCatalogue},
        {"closed_on", known::case_file::kClosedOn}});
  same("consent", known::consent::kType,
       {{"state", known::consent::kState},
        {"purposes", known::consent::kPurposes},
        {"parts", known::consent::kParts},
        {"recipient_classes", known::consent::kRecipientClasses},
        {"valid_until", known::consent::kValidUntil},
        {"person", known::consent::kPerson},
        {"words", known::consent::kWords}});
  same("grant", known::grant::kType,
       {{"state", known::grant::kState},
        {"basis", known::grant::kBasis},
        {"consent", known::grant::kConsent},
        {"purpose", known::grant::kPurpose},
        {"compartments", known::grant::kCompartments},
        {"recipient_class", known::grant::kRecipientClass},
        {"recipient", known::grant::kRecipient},
        {"expires", known::grant::kExpires},
        {"review_on", known::grant::kReviewOn},
        {"reason", known::grant::kReason},
        {"norm", known::grant::kNorm},
        {"may_write", known::grant::kMayWrite},
        {"nodes", known::grant::kNodes},
        {"signature", known::grant::kSignature}});
  same("care_mandate", known::care_mandate::kType,
       {{"state", known::care_mandate::kState}, {"since", known::care_mandate::kSince}});
  same("break_glass", known::break_glass::kType,
       {{"state", known::break_glass::kState},
        {"who", known::break_glass::kWho},
        {"reason", known::break_glass::kReason},
        {"compartments", known::break_glass::kCompartments},
        {"expires", known::break_glass::kExpires},
        {"review", known::break_glass::kReview},
        {"justified", known::break_glass::kJustified}});
  same("custody_event", known::custody_event::kType,
       {{"item", known::custody_event::kItem},
        {"fingerprint", known::custody_event::kFingerprint},
        {"event", known::custody_event::kEvent},
        {"at", known::custody_event::kAt},
        {"from", known::custody_event::kFrom},
        {"to", known::custody_event::kTo},
        {"place", known::custody_event::kPlace},
        {"authority", known::custody_event::kAuthority},
        {"condition", known::custody_event::kCondition},
        {"reason", known::custody_event::kReason},
        {"signature", known::custody_event::kSignature}});
  same("hold", known::hold::kType,
       {{"state", known::hold::kState}, {"record", known::hold::kRecord}});
  same("approval", known::approval::kType,
       {{"outcome", known::approval::kOutcome},
        {"subject", known::approval::kSubject},
        {"what", known::approval::kWhat},
        {"signature", known::approval::kSignature}});
}

TEST_CASE("what protects a child is restrictive in the default pack") {
  for (const auto& [type, field] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"consent", "state"},
                                                                  {"consent", "parts"},
                                                                  {"consent", "recipient_classes"},
                                                                  {"consent", "valid_until"},
                                                                  {"grant", "state"},
                                                                  {"grant", "compartments"},
                                                                  {"grant", "expires"},
                                                                  {"location_secrecy", "level"},
                                                                  {"no_contact", "state"},
                                                                  {"hold", "state"}}) {
    CAPTURE(type);
    CAPTURE(field);
    const RecordType* found = catalogue().type(type);
    const FoldRule& rule = found->field(field)->fold;
    CHECK(rule.rule == Rule::restrictive);
    CHECK(rule.loosening != Loosening::seen);
    CHECK(rule.compartment == base::Compartment::control);
  }
  CHECK(catalogue().type("hold")->field("state")->fold.loosening == Loosening::two_persons);
}

TEST_CASE("bases and recipient classes of the code agree with the code lists") {
  for (const BasisRule& rule : basis_rules()) {
    CHECK(catalogue().list("grant_bases")->find(rule.code) != nullptr);
    for (const std::string_view name : rule.recipient_classes) {
      CHECK(catalogue().list("recipient_classes")->find(name) != nullptr);
    }
  }
  CHECK(catalogue().list("grant_bases")->codes.size() == basis_rules().size());
  for (const base::Compartment compartment : base::kCompartments) {
    CHECK(catalogue().list("compartments")->find(base::compartment_name(compartment)) != nullptr);
  }
}

TEST_CASE("every field that names a person, a place or a free text about her is personal") {
  for (const RecordType& type : catalogue().types()) {
    for (const Field& field : type.fields) {
      CAPTURE(type.id);
      CAPTURE(field.id);
      const bool says_who = field.fold.kind == Kind::person_name ||
                            field.fold.kind == Kind::place || field.fold.kind == Kind::identifier ||
                            field.fold.kind == Kind::file;
      if (says_who) CHECK(field.personal);
    }
  }
}

TEST_CASE("a damaged section is refused as a catalogue, never read in part") {
  const pack::Pack& pack = pack::embedded();
  const base::ByteView records = pack.section("records").value();
  const base::ByteView codes = pack.section("codes").value();
  const base::ByteView retention = pack.section("retention").value();
  CHECK(Catalogue::load(records, codes, retention).has_value());
  for (const base::ByteView bad : {codes, retention, base::ByteView(), records.first(100)}) {
    const auto refused = Catalogue::load(bad, codes, retention);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == base::Code::bad_catalogue);
  }
}

}  // namespace
}  // namespace casefile
