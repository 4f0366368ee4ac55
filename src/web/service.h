// Service: what the web room asks of the house, in plain values.
//
// The desk stands behind it in the product (an adapter in main), an in-memory fake in the tests of
// this room. web translates, decides nothing: who may see what, what is valid and what is written
// is decided behind this seam.
//
// Invariant: every answer holds only what the caller may see; what may not be seen is Refusal
// not_found, as if it were not there.
// Threads: every function may be called from several workers at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "base/id.h"
#include "base/result.h"
#include "base/seams.h"

namespace web {

// A text of the catalogue in the languages of the page.
struct Text {
  std::string es;
  std::string en;
};

// A record's fields by name, shaped by their kind, whose names are the catalogue's:
//   text, longtext, decimal   string
//   code, status, user        string; of code and status a code of the field's list
//   codes                     array of codes
//   boolean                   boolean
//   integer                   integer
//   instant                   integer, milliseconds since 1970 UTC
//   partial_date              {"from":"2012-03-01","to":"2012-03-31","approx":true}; both days
//                             inside; a whole year runs 01-01 to 12-31; unknown is absence
//   person_name               {"said","given","paternal","maternal","nickname"}: strings, each may
//                             be absent; several given names with spaces
//   place                     {"country","state","municipality","locality","text"}: strings
//   language                  {"code":"mam","variant":"","interpreter":true}
//   identifier                {"system":"curp","value":"…"}
//   record, case_file         string, the id
//   row                       object by column
//   money, file, bytes        as the adapter likes; the page shows and never sends them
// A field that is `many` holds an array of such values, and is sent whole.
// An absent field was never given; null takes a value back.
using Fields = boost::json::object;

struct FieldType {
  std::string name;
  Text label;
  Text hint;  // empty: none
  std::string kind;
  std::string list;    // the CodeList of code, codes, status, language and identifier
  std::string target;  // of record: the record type it names; empty: any
  bool many = false;
  bool required = false;
  bool may_write = true;  // the caller may change it (fields have compartments of their own)
  // Violence, health or testimony: the page covers it until asked.
  bool sensitive = false;
  // The child's own words: shown apart, verbatim, in the language of the record's `language` field.
  bool own_words = false;
  std::vector<FieldType> columns;  // of row
};

// A kind of record, as the catalogue describes it. The page draws forms, lists and time line from
// this alone: a new record type needs no change of the page.
struct RecordType {
  std::string name;
  Text label;
  std::string area;                // the name of an Area
  std::string compartment;         // base::compartment_name
  std::vector<std::string> kinds;  // of case files where it may stand: "child", …
  bool many = true;                // false: at most one in a case file
  bool may_write = false;          // the caller may add one
  std::vector<FieldType> fields;
  std::vector<std::string> summary;  // fields that tell one record from the next, in order
  std::string moment;   // the instant or partial_date that puts it on the time line, or empty
  std::string country;  // the code field whose value is MX or US, or empty
};

struct Area {
  std::string name;
  Text label;
};
struct CodeEntry {
  std::string code;
  Text label;
};
struct CodeList {
  std::string name;
  std::vector<CodeEntry> codes;
};
struct Catalogue {
  std::string version;  // changes when anything in it does
  std::vector<Area> areas;
  std::vector<RecordType> record_types;
  std::vector<CodeList> code_lists;
};

// Days as "YYYY-MM-DD", both inside.
struct DateRange {
  std::string from;
  std::string to;
  bool approx = false;
};

struct Tag {
  Text text;
  std::string tone;  // "danger", "warn", "ok", "info" or empty
};

struct CaseRow {
  std::string id;      // base::CaseId
  std::string number;  // as people say it: AM-2026-0412
  std::string kind;    // child, incident, matter, …
  std::string name;    // as shown; empty when the caller may not see it
  std::optional<DateRange> birth;
  std::vector<Text> facts;  // short: "niña", "habla mam"
  std::vector<Tag> tags;
  base::UtcMs changed_ms = 0;
};
struct CasePage {
  std::vector<CaseRow> rows;
  std::string next;  // cursor of the next page; empty at the end
};
struct CaseQuery {
  std::string text = {};  // a name as it sounds, or a number; empty: all, last changed first
  std::string kind = {};  // empty: every kind
  std::string cursor = {};
  std::size_t limit = 50;  // at most 200
};

// Two devices wrote one field without knowing of each other: both values stand until a person
// chooses.
struct ConflictValue {
  boost::json::value value;
  std::string by;
  base::UtcMs at_ms = 0;
};
struct Conflict {
  std::string field;
  std::vector<ConflictValue> values;
};
struct Record {
  std::string id;  // base::RecordId
  std::string type;
  std::string version;  // opaque; goes back as SaveRecord::version
  Fields fields;
  base::UtcMs changed_ms = 0;
  std::string changed_by;
  std::vector<Conflict> conflicts;
};
struct Access {
  std::string who;
  Text what;
  std::optional<base::UtcMs> until_ms;
};
struct CaseFile {
  CaseRow row;
  std::string version;  // changes with any record the caller sees
  std::vector<Record> records;
  std::vector<Access> access;
};

struct Change {
  std::string field;
  boost::json::value before;
  boost::json::value after;
};
// One save of one record.
struct HistoryEntry {
  std::string save_id;
  base::UtcMs at_ms = 0;
  std::string by;
  std::string record_id;
  std::string type;
  std::vector<Change> changes;
};
struct HistoryPage {
  std::vector<HistoryEntry> entries;  // newest first
  std::string next;
};

struct SaveRecord {
  std::string record_id;  // empty: a new record
  std::string type;
  std::string version;  // that the change was made on; another is Refusal changed_meanwhile
  Fields fields;        // only what changes
};

// What is asked of someone who arrives at night. Only `name` must hold a text.
struct Arrival {
  std::string name;                // as said, or a nickname
  std::optional<DateRange> birth;  // absent: not known
  std::string company;             // code of list arrival_company, or empty
  std::string language;            // code of list languages, or empty
  bool interpreter = false;
  std::vector<std::string> needs;  // codes of list arrival_needs
  std::string assent;              // code of list arrival_assent
  std::string same_group;          // case file id of someone they travel with, or empty
  std::string bed;                 // id of a bed of tonight's list that becomes hers, or empty
};

struct Task {
  std::string id;
  std::string case_id;
  std::string case_name;
  Text title;
  Text note;
  std::string due;     // "YYYY-MM-DD", or empty: no date
  std::string due_at;  // "HH:MM" of that day, or empty
  std::string state;   // overdue, today, later, waiting (for others), done
  bool mine = false;
  // Of its record, for marking it done; empty: it is no record and follows from other facts.
  std::string version = {};
  base::UtcMs due_ms = 0;  // 0: no date
};

struct Who {
  std::string user_id;
  std::string name;
  std::string role;
  Text role_label;
  std::string organisation;
  std::string team;
  std::vector<std::string> actions;  // of catalogue/policy/roles.yaml, what the page may offer
};
struct DemoRole {
  std::string role;
  Text label;
  Text what;  // what one sees with it
  std::string name;
};

struct LogIn {
  std::string user;
  std::string passphrase;
  std::string code;     // one-time code; empty: none given
  bool remote = false;  // from another computer; not said by the page
};
// What a log-in leaves behind: `ticket` holds the person's keys sealed under the session key, so
// that it opens only for who brings that key.
struct LoggedIn {
  base::Bytes ticket;
  Who who;
};
using SessionKey = std::array<std::uint8_t, 32>;
// Goes by value to the worker that answers.
struct Caller {
  SessionKey session_key;
  base::Bytes ticket;
};

class Service {
 public:
  virtual ~Service() = default;

  virtual bool is_demo() = 0;
  virtual std::vector<DemoRole> demo_roles() = 0;  // empty outside the demonstration
  // Refusals: wrong_login (never says which part), too_many_tries.
  virtual base::Result<LoggedIn> log_in(const LogIn& login, const SessionKey& key) = 0;
  // Only in the demonstration; elsewhere not_found.
  virtual base::Result<LoggedIn> log_in_demo(const std::string& role, const SessionKey& key) = 0;
  virtual void log_out(const Caller& caller) = 0;
  virtual base::Result<Who> who(const Caller& caller) = 0;

  virtual base::Result<Catalogue> catalogue(const Caller& caller) = 0;

  // Refusals: bad_cursor.
  virtual base::Result<CasePage> cases(const Caller& caller, const CaseQuery& query) = 0;
  virtual base::Result<CaseFile> case_file(const Caller& caller, const std::string& id) = 0;
  virtual base::Result<HistoryPage> history(const Caller& caller, const std::string& id,
                                            const std::string& cursor) = 0;
  // Durable when it answers. The same save id again, also after a crash, writes nothing and gives
  // the first answer. Refusals: bad_value and bad_date with detail `field`.
  virtual base::Result<CaseRow> create_case(const Caller& caller, const Arrival& arrival,
                                            base::SaveId save) = 0;
  // As create_case. Refusals besides: changed_meanwhile, unknown_type.
  virtual base::Result<Record> save_record(const Caller& caller, const std::string& case_id,
                                           const SaveRecord& record, base::SaveId save) = 0;

  virtual base::Result<std::vector<Task>> tasks(const Caller& caller) = 0;
};

}  // namespace web
