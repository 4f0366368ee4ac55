// RecordReader: the fields of one record, wherever its compartments lie, as values of the law.
#pragma once

#include "screening/gather.h"

namespace screening {

// One written value of a field.
struct Written {
  const codec::Value* value;
  base::UserId by;
  base::UtcMs at_ms;
};

class RecordReader {
 public:
  RecordReader(const CaseRecords& records, const casefile::RecordType& type,
               const base::RecordId& record)
      : records_(records), type_(type), record_(record) {}

  // Every standing value of a field, those in conflict included; empty when nothing stands, or the
  // compartment cannot be opened.
  std::vector<Written> written(std::string_view field) const;
  // True when somebody who holds the field's compartment could see that it is empty.
  bool can_see(std::string_view field) const;
  // Codes and words of a path: of a place its country, of a language whether an interpreter is
  // needed ("true").
  std::vector<std::string> words(const FieldPath& path) const;
  // The days that the first of these date fields with a value may mean.
  std::optional<law::Span> days(const std::vector<std::string>& fields) const;

 private:
  const CaseRecords& records_;
  const casefile::RecordType& type_;
  base::RecordId record_;
};

// A date or instant as the days or minutes it may be; nothing when it is neither or not known.
std::optional<law::Value> date_of(const codec::Value& value, casefile::Kind kind);
std::string word_of(const codec::Value& value, std::string_view part);

}  // namespace screening
