#include "listing/child.h"

#include <algorithm>

#include "base/partial_date.h"
#include "listing/listing.h"
#include "listing/reader.h"

namespace listing {

namespace {

using casefile::FoldedRecord;

// Records of a type in whichever compartment they show.
std::vector<const FoldedRecord*> records_of(
    const casefile::RecordType& type, const std::vector<const casefile::Folded*>& compartments) {
  for (const casefile::Folded* folded : compartments) {
    if (folded->compartment != type.compartment) continue;
    std::vector<const FoldedRecord*> all = folded->of_type(type.number);
    std::erase_if(all, [](const FoldedRecord* one) { return one->shredded; });
    return all;
  }
  return {};
}

// What two people wrote differently without knowing of each other is not known.
bool clashes(const casefile::RecordType& type, const FoldedRecord& record, const char* field) {
  const casefile::Field* known = type.field(std::string_view(field));
  const casefile::FoldedField* folded = known != nullptr ? record.field(known->number) : nullptr;
  return folded != nullptr && !folded->others.empty();
}

void read_person(const casefile::RecordType& type, const FoldedRecord& of, base::Day today,
                 ChildFacts& out) {
  const Reader record(type, of);
  const auto birth = base::PartialDate::from_text(record.text("birth_date"));
  if (birth && !clashes(type, of, "birth_date")) {
    const base::AgeRange age = birth->age_on(today);
    if (age.most && age.least == *age.most) out.child.age = age.least;
  }
  const std::string sex = sex_word(record.text("sex"));
  if (!sex.empty() && sex != "other" && !clashes(type, of, "sex")) out.child.sex = sex;
  const std::vector<std::string> nationalities = record.texts("nationalities");
  if (nationalities.size() == 1) out.child.nationality = nationalities.front();
  for (const codec::Value* language : record.values("languages")) {
    if (out.language.empty()) out.language = Reader::text_of(language->find(1));
    const codec::Value* interpreter = language->find(4);
    if (interpreter != nullptr && *interpreter == codec::Value(true)) out.needs_interpreter = true;
  }
  if (out.language == "und") out.language.clear();
}

}  // namespace

ChildFacts child_of(const casefile::Catalogue& catalogue,
                    const std::vector<const casefile::Folded*>& compartments, base::Day today) {
  ChildFacts out;
  if (const casefile::RecordType* person = catalogue.type("person")) {
    for (const FoldedRecord* one : records_of(*person, compartments)) {
      if (Reader(*person, *one).text("role") != "child") continue;
      read_person(*person, *one, today, out);
      break;
    }
  }
  if (const casefile::RecordType* separation = catalogue.type("separation_status")) {
    for (const FoldedRecord* one : records_of(*separation, compartments)) {
      const std::string status = Reader(*separation, *one).text("status");
      if (status == "unaccompanied" || status == "separated") out.child.unaccompanied = true;
      if (status == "accompanied") out.child.unaccompanied = false;
    }
  }
  if (const casefile::RecordType* risk = catalogue.type("assessment")) {
    for (const FoldedRecord* one : records_of(*risk, compartments)) {
      for (const std::string& reason : Reader(*risk, *one).texts("reasons")) {
        if (reason == "pregnant") out.child.pregnant = true;
        if (reason == "no_documents") out.child.has_papers = false;
      }
    }
  }
  const auto note = [&](bool known, const char* name) {
    if (known) out.known.emplace_back(name);
  };
  note(out.child.age.has_value(), "age");
  note(out.child.sex.has_value(), "sex");
  note(out.child.nationality.has_value(), "nationality");
  note(out.child.unaccompanied.has_value(), "unaccompanied");
  note(out.child.pregnant.has_value(), "pregnancy");
  note(out.child.has_papers.has_value(), "papers");
  note(!out.language.empty(), "language");
  return out;
}

}  // namespace listing
