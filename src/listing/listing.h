// Listing: which records of the organisation's own directory (catalogue/records/directory.yaml) say
// what of organisations and services, on top of those that come with the program.
//
// Promise: what is written of a service stands in place of what the pack says of it, field by
// field. What is not sound (below zero, in the sea, never open, a register number twice, of a
// service that is not there, dated in the future, beds that nobody signed) is flagged with its
// reason and counts for nothing, whoever wrote it and however; the rest stands. Pure. Thread rule:
// none needed.
#pragma once

#include <functional>

#include "casefile/fold.h"
#include "directory/constitution.h"
#include "directory/registry.h"

namespace listing {

// Who wrote: her name, and whether a signature over words is hers.
struct People {
  std::function<std::string(const base::UserId&)> name;
  std::function<bool(const base::UserId&, base::ByteView words, base::ByteView signature)>
      signed_by;
};

// Free beds of a wing, as somebody of the house says and signs.
struct BedCount {
  std::string service;
  directory::Wing wing;  // updated_ms: when it was said
  base::UserId by = base::UserId::none();
};
// What is signed: every word of the count, for this case file. docs/formats.md, "Statements".
base::Bytes signed_words(const base::CaseId& case_id, const BedCount& count);

// One check of a field of a service, as it was written.
struct Checked {
  std::string service;
  directory::Field field = directory::Field::phone;
  directory::Verified verified;
  bool holds = true;
  std::string note;
};

// A record that does not count. `field` and `why` as in directory::check, besides: "service" or
// "owner" (there is none), "at" (in the future), "signature" (not hers), "zone".
struct Flag {
  base::RecordId record = base::RecordId::none();
  std::string type;
  std::string name;
  std::string field;
  std::string why;
};

struct Listing {
  std::vector<directory::Organisation> organisations;
  std::map<std::string, base::RecordId> organisation_records;  // by uid
  std::map<std::string, base::RecordId> service_records;
  std::map<std::pair<std::string, std::string>, base::RecordId> bed_records;  // service, wing
  std::vector<Checked> checked;                                               // the latest first
  std::set<std::pair<std::string, directory::Field>> disputed;  // the last check did not hold
  std::vector<Flag> flags;
};

struct Sources {
  const casefile::Catalogue& catalogue;
  const directory::Places& places;
  const std::vector<directory::Organisation>& pack;
  const People& people;
};
// `ops` may be null: nothing was written yet, or she may not read it. O(n log n).
Listing gather(const Sources& sources, const base::CaseId& case_id, const casefile::Folded* ops,
               base::UtcMs now_ms);

// The steps of one track, in the order written.
std::vector<directory::Event> events_of(const casefile::Catalogue& catalogue,
                                        const casefile::Folded* ops, std::string_view track);

std::string_view field_name(directory::Field field);
std::optional<directory::Field> field_named(std::string_view name);
// The registry's words for a sex of a case file ("f" → "female"); empty for one that is not known.
std::string sex_word(std::string_view code);
std::string sex_code(std::string_view word);

}  // namespace listing
