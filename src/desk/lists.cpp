#include "desk/lists.h"

#include "casefile/known.h"
#include "desk/directory_case.h"

namespace desk {

namespace {

using base::Code;
using base::Compartment;

// An index that had to read more than so many entries is worth keeping as a snapshot.
constexpr std::size_t kWorthKeeping = 2000;

// The fields that lines are made of, found once in the catalogue.
struct LineFields {
  Compartment about;  // where number and step of a case file stand
  const casefile::RecordType* person;
  const casefile::Field* name;
  const casefile::Field* birth;
  const casefile::Field* languages;
  const casefile::Field* nationalities;
  const casefile::Field* sex;
};

LineFields line_fields(const casefile::Catalogue& catalogue) {
  namespace known = casefile::known;
  LineFields fields{Compartment::ops, catalogue.type("person"), nullptr, nullptr, nullptr, nullptr,
                    nullptr};
  const casefile::RecordType* case_file = catalogue.type(known::case_file::kType);
  const casefile::Field* number =
      case_file != nullptr ? case_file->field(known::case_file::kShortNumber) : nullptr;
  if (number != nullptr) fields.about = number->fold.compartment;
  if (fields.person != nullptr) {
    fields.name = fields.person->field("name");
    fields.birth = fields.person->field("birth_date");
    fields.languages = fields.person->field("languages");
    fields.nationalities = fields.person->field("nationalities");
    fields.sex = fields.person->field("sex");
  }
  return fields;
}

// The code of a code or of a language.
std::string code_at(const views::Row& row, std::uint32_t type, const casefile::Field* field) {
  const codec::Value* value = field != nullptr ? row.value(type, field->number) : nullptr;
  if (value != nullptr && value->as_map() != nullptr) value = value->find(1);
  return value != nullptr && value->as_text() != nullptr ? *value->as_text() : std::string();
}

std::string text_at(const views::Row& row, std::uint32_t type, std::uint32_t field) {
  const codec::Value* value = row.value(type, field);
  return value != nullptr ? views::text_of(*value) : std::string();
}

views::Basis basis_of(const House& house) {
  return {house.pack().hash(), casefile::kFoldVersion};
}

}  // namespace

views::Sources Lists::sources() {
  return {house_.ledger(), house_.capsules(), house_.catalogue(), {}, house_.signatures()};
}

std::unique_ptr<views::Index> Lists::load(const Session& session, const views::Scope& scope) {
  const std::string& team = house_.policy().team_of(scope.compartment).id;
  const std::vector<TeamEpoch>* keys = session.team_keys(team, scope.compartment);
  if (keys != nullptr) {
    base::Result<std::unique_ptr<views::Index>> kept = views::load_snapshot(
        scope, basis_of(house_), views::snapshot_key(keys->back().key), house_.ledger());
    if (kept) return std::move(*kept);
  }
  return std::make_unique<views::Index>(scope);
}

void Lists::began(const Session& session) {
  const std::lock_guard lock(mutex_);
  if (began_.contains(session.person().id)) return;
  std::vector<base::TeamId>& teams = began_[session.person().id];
  for (const Team& team : house_.policy().teams()) {
    std::vector<Compartment> held;
    for (const Compartment compartment : team.compartments) {
      if (views::is_indexed(compartment) && session.holds(compartment)) {
        held.push_back(compartment);
      }
    }
    if (held.empty()) continue;
    teams.push_back(house_.team(team.id));
    house_.indexes().session_began(teams.back(), held,
                                   [&](const views::Scope& scope) { return load(session, scope); });
  }
}

void Lists::ended(const base::UserId& person) {
  const std::lock_guard lock(mutex_);
  const auto found = began_.find(person);
  if (found == began_.end()) return;
  const base::UtcMs now_ms = house_.clock().steady_ms();
  for (const base::TeamId& team : found->second) house_.indexes().session_ended(team, now_ms);
  began_.erase(found);
}

void Lists::tick() {
  house_.indexes().tick(house_.clock().steady_ms());
  house_.capsules().flush();
}

void Lists::save_snapshot(const Session& session, const views::Index& index) {
  const std::string& team = house_.policy().team_of(index.scope().compartment).id;
  const std::vector<TeamEpoch>* keys = session.team_keys(team, index.scope().compartment);
  if (keys == nullptr) return;
  house_.capsules().flush();
  const std::lock_guard lock(mutex_);
  views::save_snapshot(index, basis_of(house_), views::snapshot_key(keys->back().key),
                       house_.ledger(), house_.random());
}

std::shared_ptr<views::Index> Lists::index(const Session& session, Compartment compartment) {
  if (!session.holds(compartment)) return nullptr;
  began(session);
  const base::TeamId team = house_.team(house_.policy().team_of(compartment).id);
  std::shared_ptr<views::Index> found = house_.indexes().find({team, compartment});
  if (!found) return nullptr;
  if (found->up_to() < house_.ledger().last_id()) {
    SessionKeys keys(session);
    const views::CaughtUp caught = views::catch_up(*found, sources(), keys);
    if (caught.entries > kWorthKeeping) save_snapshot(session, *found);
  }
  return found;
}

CaseLine Lists::line_of(const base::CaseId& id, const Session& session) {
  namespace known = casefile::known;
  const LineFields fields = line_fields(house_.catalogue());
  CaseLine line;
  line.id = id;
  if (const auto about = index(session, fields.about)) {
    if (const std::optional<views::Row> row = about->get(id)) {
      line.number = text_at(*row, known::case_file::kType, known::case_file::kShortNumber);
      line.step = text_at(*row, known::case_file::kType, known::case_file::kStep);
      line.changed_ms = static_cast<base::UtcMs>(row->updated.ms);
      line.troubles = row->troubles;
    }
  }
  if (fields.name == nullptr) return line;
  const auto people = index(session, fields.name->fold.compartment);
  const std::optional<views::Row> row = people ? people->get(id) : std::nullopt;
  if (!row) return line;
  line.name = text_at(*row, fields.person->number, fields.name->number);
  if (fields.birth != nullptr) {
    const std::string birth = text_at(*row, fields.person->number, fields.birth->number);
    if (!birth.empty()) line.birth = birth;
  }
  line.language = code_at(*row, fields.person->number, fields.languages);
  line.nationality = code_at(*row, fields.person->number, fields.nationalities);
  line.sex = code_at(*row, fields.person->number, fields.sex);
  line.changed_ms = std::max(line.changed_ms, static_cast<base::UtcMs>(row->updated.ms));
  line.troubles += row->troubles;
  return line;
}

base::Result<CaseLines> Lists::list(const Session& session, std::size_t limit,
                                    const base::Bytes& cursor) {
  base::Done allowed = session.require("case_list");
  if (!allowed) return base::pass(allowed);
  const LineFields fields = line_fields(house_.catalogue());
  const auto about = index(session, fields.about);
  if (!about) return base::refuse(Code::not_unlocked);
  views::ListQuery query;
  query.limit = limit;
  query.cursor = cursor;
  base::Result<views::Page> page = about->list(query);
  if (!page) return base::pass(page);
  CaseLines lines;
  lines.next = std::move(page->next);
  const base::CaseId directory = directory_case(house_);
  for (const views::Row& row : page->rows) {
    // The organisation's own case file and its directory are nobody's case.
    if (row.id != house_.organisation_case() && row.id != directory)
      lines.lines.push_back(line_of(row.id, session));
  }
  return lines;
}

base::Result<CaseLines> Lists::list_by_date(const Session& session,
                                            const casefile::RecordType& type,
                                            const casefile::Field& field, std::size_t limit) {
  base::Done allowed = session.require("case_list");
  if (!allowed) return base::pass(allowed);
  const auto dated = index(session, field.fold.compartment);
  if (!dated) return base::refuse(Code::not_unlocked);
  views::ListQuery query;
  query.by_date = views::FieldRef{type.number, field.number};
  query.latest_first = false;
  query.limit = limit;
  base::Result<views::Page> page = dated->list(query);
  if (!page) return base::pass(page);
  CaseLines lines;
  for (const views::Row& row : page->rows) lines.lines.push_back(line_of(row.id, session));
  return lines;
}

base::Result<std::vector<CaseLine>> Lists::list_in_state(const Session& session,
                                                         const casefile::RecordType& type,
                                                         const casefile::Field& field,
                                                         const std::vector<std::string>& states) {
  base::Done allowed = session.require("case_list");
  if (!allowed) return base::pass(allowed);
  const auto found = index(session, field.fold.compartment);
  if (!found) return base::refuse(Code::not_unlocked);
  views::ListQuery query;
  query.filters = {{{type.number, field.number}, states}};
  query.limit = views::kMaxPage;
  std::vector<CaseLine> lines;
  do {
    base::Result<views::Page> page = found->list(query);
    if (!page) return base::pass(page);
    for (const views::Row& row : page->rows) lines.push_back(line_of(row.id, session));
    query.cursor = std::move(page->next);
  } while (!query.cursor.empty());
  return lines;
}

base::Result<std::vector<CaseLine>> Lists::search(const Session& session, std::string_view text,
                                                  std::size_t limit) {
  base::Done allowed = session.require("case_list");
  if (!allowed) return base::pass(allowed);
  base::Done noted = audit_.note_reading({session.person().id, "search", std::nullopt});
  if (!noted) return base::pass(noted);
  std::vector<CaseLine> lines;
  if (const auto id = resolve(session, text)) lines.push_back(line_of(*id, session));
  const LineFields fields = line_fields(house_.catalogue());
  const auto people =
      fields.name != nullptr ? index(session, fields.name->fold.compartment) : nullptr;
  if (!people) return lines;
  for (const views::Hit& hit : people->search_name(text, limit)) {
    lines.push_back(line_of(hit.row.id, session));
  }
  return lines;
}

base::Result<base::CaseId> Lists::resolve(const Session& session, std::string_view text) {
  namespace known = casefile::known;
  if (const auto id = base::CaseId::from_text(text)) return *id;
  const LineFields fields = line_fields(house_.catalogue());
  const auto about = index(session, fields.about);
  if (about) {
    const auto rows =
        about->find_exact({known::case_file::kType, known::case_file::kShortNumber}, text);
    if (rows.size() == 1) return rows.front().id;
  }
  return base::refuse(Code::not_found, {{"what", "case"}});
}

void Lists::forget(const base::CaseId& id) {
  const std::lock_guard lock(mutex_);
  house_.forget_views(id);
}

Lists::Memory Lists::memory() const {
  Memory memory;
  for (const auto& one : house_.indexes().all()) {
    memory.bytes += one->memory_bytes();
    memory.case_files = std::max(memory.case_files, one->size());
  }
  return memory;
}

}  // namespace desk
