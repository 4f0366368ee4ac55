// One case file as the page shows it: its line, its records over all compartments that the view
// opened, and its history. Reads an open view, writes nothing.
#pragma once

#include "desk/case_view.h"
#include "main/field_json.h"
#include "web/service.h"

namespace cli {

class PageCase {
 public:
  // All must outlive it.
  PageCase(desk::House& house, const desk::Session& session, const desk::CaseView& view,
           UserNames& names);

  web::CaseRow row() const;
  // In the order in which they began.
  std::vector<web::Record> records() const;
  std::optional<web::Record> record(const base::RecordId& id) const;
  // Changes with any record.
  static std::string version_of(const std::vector<web::Record>& records);
  // Each save of each record, newest first.
  std::vector<web::HistoryEntry> history() const;
  // The record that a save wrote; nothing when it is not here.
  std::optional<base::RecordId> record_of(const base::SaveId& save) const;

 private:
  struct Wrote {
    base::UtcMs ms = 0;
    base::UserId user = base::UserId::none();
  };
  const casefile::FoldedField* folded(const base::RecordId& record,
                                      const casefile::RecordType& type,
                                      const casefile::Field& field) const;
  std::string text(const casefile::FoldedRecord* record, std::string_view type,
                   std::string_view field) const;
  const casefile::FoldedRecord* child() const;
  web::Record page_record(const casefile::FoldedRecord& record,
                          const casefile::RecordType& type) const;
  std::string version_of(const base::RecordId& record, const casefile::RecordType& type) const;
  void add_history(const casefile::History& history, std::vector<web::HistoryEntry>& out) const;

  desk::House& house_;
  const desk::Session& session_;
  const desk::CaseView& view_;
  UserNames& names_;
  FieldJson json_;
  std::map<base::RecordId, Wrote> last_;
};

}  // namespace cli
