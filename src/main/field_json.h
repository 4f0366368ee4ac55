// Fields as the page shows and asks them (web/service.h, Fields), from and to the catalogue's
// values, in the shapes that web/service.h names. Money is shown as a line and never taken.
#pragma once

#include <map>

#include <boost/json/value.hpp>

#include "casefile/fold.h"
#include "desk/changes.h"
#include "desk/house.h"
#include "web/service.h"

namespace cli {

// Names of people by their ids, read once each. For one call; not for several threads.
class UserNames {
 public:
  explicit UserNames(desk::House& house) : house_(house) {}
  // "" for none and for someone this folder does not know.
  const std::string& of(const base::UserId& id);
  std::optional<base::UserId> find(std::string_view name);

 private:
  desk::House& house_;
  std::map<base::UserId, std::string> names_;
};

// FieldType::kind, the catalogue's name; "" for what the page does not show: files and keys.
std::string page_kind(const casefile::Field& field);
// FieldType::many: a set, whose values come and go each for itself.
bool page_many(const casefile::Field& field);
// FieldType::list; states of a status are a list of their own.
std::string page_list(const casefile::RecordType& type, const casefile::Field& field);

class FieldJson {
 public:
  FieldJson(desk::House& house, UserNames& names) : house_(house), names_(names) {}

  // Every value that stands in a field, as one value of the page; null when there is none.
  boost::json::value show(const casefile::Field& field,
                          const std::vector<const codec::Value*>& values) const;
  boost::json::value show(const casefile::Field& field, const codec::Value& value) const {
    return show(field, std::vector<const codec::Value*>{&value});
  }
  // What has to be written so that the field holds `wanted`. What stands in a set and is not
  // wanted is taken out; a note is only ever added to: text that goes on from what stands is a new
  // note, other text a correction behind it. Refusal bad_value or bad_date with detail "field".
  base::Result<std::vector<desk::FieldEdit>> edits(const casefile::Field& field,
                                                   const boost::json::value& wanted,
                                                   const casefile::FoldedField* standing) const;

 private:
  boost::json::value one(const casefile::Field& field, const codec::Value& value) const;
  base::Result<codec::Value> read(const casefile::Field& field, const boost::json::value& wanted,
                                  const codec::Value* standing) const;
  base::Result<codec::Value> row_value(const casefile::Field& field,
                                       const boost::json::value& wanted) const;
  base::Result<std::vector<desk::FieldEdit>> set_edits(const casefile::Field& field,
                                                       const boost::json::value& wanted,
                                                       const casefile::FoldedField* standing) const;
  base::Result<std::vector<desk::FieldEdit>> note_edits(
      const casefile::Field& field, const boost::json::value& wanted,
      const casefile::FoldedField* standing) const;

  desk::House& house_;
  UserNames& names_;
};

}  // namespace cli
