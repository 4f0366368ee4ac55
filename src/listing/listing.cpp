#include "listing/listing.h"

#include <algorithm>

#include "base/partial_date.h"
#include "codec/cbor.h"
#include "listing/reader.h"

namespace listing {

namespace {

using casefile::FoldedRecord;
using casefile::RecordType;
using codec::Value;
using directory::Field;
using directory::Organisation;
using directory::Service;

// Parts of a place's value (docs/formats.md, "Values").
constexpr int kCountry = 1, kState = 2, kMunicipality = 3, kAddress = 6, kPoint = 7;
constexpr double kMillionths = 1e6;
// Clocks of two computers may differ by so much.
constexpr base::UtcMs kAhead = 10 * 60 * 1000;

constexpr std::pair<std::string_view, Field> kFields[] = {{"beds", Field::beds},
                                                          {"hours", Field::hours},
                                                          {"phone", Field::phone},
                                                          {"intake_hours", Field::intake_hours},
                                                          {"address", Field::address},
                                                          {"languages", Field::languages},
                                                          {"conditions", Field::conditions}};

std::string part(const Value* place, int number) {
  return place != nullptr ? Reader::text_of(place->find(number)) : std::string();
}

std::optional<directory::Point> point_of(const Value* place) {
  const Value* point = place != nullptr ? place->find(kPoint) : nullptr;
  if (point == nullptr || point->as_array() == nullptr || point->as_array()->size() != 2) {
    return std::nullopt;
  }
  const std::int64_t* lat = (*point->as_array())[0].as_int();
  const std::int64_t* lon = (*point->as_array())[1].as_int();
  if (lat == nullptr || lon == nullptr) return std::nullopt;
  return directory::Point{static_cast<double>(*lat) / kMillionths,
                          static_cast<double>(*lon) / kMillionths};
}

std::vector<std::string> sexes_of(const Reader& record) {
  std::vector<std::string> out;
  for (const std::string& code : record.codes("sexes")) {
    const std::string word = sex_word(code);
    if (!word.empty()) out.push_back(word);
  }
  return out;
}

void overlay(std::string& standing, std::string written) {
  if (!written.empty()) standing = std::move(written);
}
template <class T>
void overlay(std::optional<T>& standing, std::optional<T> written) {
  if (written) standing = std::move(written);
}
template <class T>
void overlay(std::vector<T>& standing, std::vector<T> written) {
  if (!written.empty()) standing = std::move(written);
}

void overlay_hours(const Reader& record, const char* rows, const char* always,
                   directory::Hours& hours) {
  std::vector<directory::Opening> weekly;
  for (const Value* row : record.values(rows)) {
    const auto cell = [&](const char* column) {
      return Reader::integer_of(record.cell(*row, rows, column)).value_or(-1);
    };
    weekly.push_back({cell("weekday"), cell("opens"), cell("closes")});
  }
  std::ranges::sort(weekly, {}, [](const directory::Opening& one) {
    return std::tuple(one.weekday, one.from_min, one.to_min);
  });
  if (const std::optional<bool> all = record.flag(always)) hours.always = *all;
  if (weekly.empty()) return;
  hours.weekly = std::move(weekly);
  hours.always = false;
}

void overlay_service(const Reader& record, Service& out) {
  overlay(out.code, record.text("code"));
  overlay(out.title.es, record.text("title_es"));
  overlay(out.title.en, record.text("title_en"));
  if (const Value* place = record.value("place")) {
    out.state = part(place, kState);
    out.municipality = part(place, kMunicipality);
    out.address = part(place, kAddress);
    out.point = point_of(place);
  }
  overlay(out.phone, record.text("phone"));
  overlay(out.intermediary_phone, record.text("intermediary_phone"));
  const std::string shown = record.text("visibility");
  if (shown == "full") out.visibility = directory::Visibility::full;
  if (shown == "municipality") out.visibility = directory::Visibility::municipality;
  if (shown == "hidden") out.visibility = directory::Visibility::hidden;
  overlay(out.zone, record.text("zone"));
  overlay_hours(record, "hours", "always_open", out.hours);
  overlay_hours(record, "intake_hours", "always_admits", out.intake_hours);
  std::vector<directory::Speaks> languages;
  for (const Value* row : record.values("languages")) {
    const auto cell = [&](const char* column) {
      return Reader::text_of(record.cell(*row, "languages", column));
    };
    languages.push_back({cell("language"), cell("variant"), directory::mode_of(cell("mode"))});
  }
  overlay(out.languages, std::move(languages));
  directory::Eligibility& e = out.eligibility;
  overlay(e.min_age, record.integer("min_age"));
  overlay(e.max_age, record.integer("max_age"));
  overlay(e.sexes, sexes_of(record));
  overlay(e.nationalities, record.codes("nationalities"));
  overlay(e.unaccompanied, record.flag("unaccompanied"));
  overlay(e.pregnant, record.flag("pregnant"));
  overlay(e.needs_papers, record.flag("needs_papers"));
}

class Gatherer {
 public:
  Gatherer(const Sources& sources, const base::CaseId& case_id, const casefile::Folded& ops,
           base::UtcMs now_ms)
      : sources_(sources), case_id_(case_id), ops_(ops), now_ms_(now_ms) {
    out_.organisations = sources.pack;
  }

  Listing run() {
    each("listed_organisation",
         [&](const Reader& record, const FoldedRecord& of) { take_organisation(record, of); });
    std::size_t at = 0;
    for (const Organisation& one : out_.organisations) by_uid_.emplace(one.id, at++);
    for (std::size_t o = 0; o < out_.organisations.size(); ++o) {
      for (std::size_t s = 0; s < out_.organisations[o].services.size(); ++s) {
        services_.emplace(out_.organisations[o].services[s].id, std::pair(o, s));
      }
    }
    each("listed_service",
         [&](const Reader& record, const FoldedRecord& of) { take_service(record, of); });
    each("bed_count", [&](const Reader& record, const FoldedRecord& of) { take_beds(record, of); });
    each("verification",
         [&](const Reader& record, const FoldedRecord& of) { take_check(record, of); });
    settle_checks();
    drop_withdrawn();
    return std::move(out_);
  }

 private:
  template <class Act>
  void each(const char* type_id, const Act& act) {
    const RecordType* type = sources_.catalogue.type(std::string_view(type_id));
    if (type == nullptr) return;
    std::vector<const FoldedRecord*> all = ops_.of_type(type->number);
    std::ranges::stable_sort(all, {}, [](const FoldedRecord* one) { return one->first; });
    for (const FoldedRecord* one : all) {
      if (!one->shredded) act(Reader(*type, *one), *one);
    }
  }

  void flag(const FoldedRecord& of, const char* type, std::string name, std::string field,
            std::string why) {
    out_.flags.push_back({of.id, type, std::move(name), std::move(field), std::move(why)});
  }
  bool sound(const base::Done& done, const FoldedRecord& of, const char* type,
             const std::string& name) {
    if (done) return true;
    const auto& details = done.error().details;
    flag(of, type, name, details.front().second, details.back().second);
    return false;
  }

  void take_organisation(const Reader& record, const FoldedRecord& of) {
    const std::string uid = record.text("uid");
    const auto there = std::ranges::find(out_.organisations, uid, &Organisation::id);
    Organisation one = there != out_.organisations.end() ? *there : Organisation{};
    one.id = uid;
    overlay(one.name, record.text("name"));
    overlay(one.aliases, record.texts("aliases"));
    overlay(one.country, record.text("country"));
    overlay(one.sector, record.text("sector"));
    overlay(one.level, record.text("level"));
    overlay(one.form, record.text("form"));
    overlay(one.recipient_class, record.text("recipient_class"));
    if (const Value* place = record.value("place")) {
      overlay(one.country, part(place, kCountry));
      one.state = part(place, kState);
      one.municipality = part(place, kMunicipality);
    }
    const std::string serves = record.text("serves"), source = record.text("source");
    if (!serves.empty()) one.serves = {serves, serves};
    if (!source.empty()) one.source = {source, source};
    std::vector<directory::Identifier> identifiers;
    for (const Value* id : record.values("identifiers")) {
      identifiers.push_back({Reader::text_of(id->find(1)), Reader::text_of(id->find(2))});
    }
    overlay(one.identifiers, std::move(identifiers));
    if (!sound(directory::check(one, sources_.places), of, "listed_organisation", one.name)) return;
    if (!out_.organisation_records.emplace(uid, of.id).second) {
      flag(of, "listed_organisation", one.name, "uid", "written twice");
      return;
    }
    if (record.flag("withdrawn").value_or(false)) withdrawn_.insert(uid);
    if (there != out_.organisations.end()) {
      *there = std::move(one);
    } else {
      out_.organisations.push_back(std::move(one));
    }
  }

  void take_service(const Reader& record, const FoldedRecord& of) {
    const std::string uid = record.text("uid");
    const auto owner = by_uid_.find(record.text("owner"));
    const std::string name = record.text("title_es");
    if (owner == by_uid_.end()) {
      flag(of, "listed_service", name, "owner", "no such organisation");
      return;
    }
    Organisation& organisation = out_.organisations[owner->second];
    const auto there = services_.find(uid);
    if (there != services_.end() && there->second.first != owner->second) {
      flag(of, "listed_service", name, "owner", "belongs to another organisation");
      return;
    }
    Organisation alone = organisation;
    alone.services.clear();
    alone.services.push_back(there != services_.end() ? organisation.services[there->second.second]
                                                      : Service{});
    Service& one = alone.services.front();
    one.id = uid;
    overlay_service(record, one);
    if (!sound(directory::check(alone, sources_.places), of, "listed_service", name)) return;
    if (!one.zone.empty() && !base::Zone::named(one.zone)) {
      flag(of, "listed_service", name, "zone", one.zone);
      return;
    }
    if (!out_.service_records.emplace(uid, of.id).second) {
      flag(of, "listed_service", name, "uid", "written twice");
      return;
    }
    if (record.flag("withdrawn").value_or(false)) withdrawn_.insert(uid);
    if (there != services_.end()) {
      organisation.services[there->second.second] = std::move(one);
    } else {
      services_.emplace(uid, std::pair(owner->second, organisation.services.size()));
      organisation.services.push_back(std::move(one));
    }
  }

  Service* service(const std::string& uid) {
    const auto found = services_.find(uid);
    if (found == services_.end()) return nullptr;
    return &out_.organisations[found->second.first].services[found->second.second];
  }

  void take_beds(const Reader& record, const FoldedRecord& of) {
    BedCount count;
    count.service = record.text("service");
    count.wing = {record.text("wing"),
                  sexes_of(record),
                  record.integer("min_age"),
                  record.integer("max_age"),
                  record.integer("free").value_or(-1),
                  record.integer("beds").value_or(-1),
                  record.moment("said_on")};
    const Value* by = record.value("said_by");
    const auto user = by != nullptr && by->as_bytes() != nullptr
                          ? base::UserId::from_bytes(*by->as_bytes())
                          : base::Result<base::UserId>(base::UserId::none());
    if (user) count.by = *user;
    const auto refused = [&](const char* field, const char* why) {
      flag(of, "bed_count", count.wing.name, field, why);
    };
    Service* house = service(count.service);
    if (house == nullptr) return refused("service", "no such service");
    if (count.wing.free < 0 || count.wing.beds < 0) return refused("capacity", "below zero");
    if (count.wing.free > count.wing.beds) return refused("capacity", "more free beds than beds");
    if (count.wing.updated_ms > now_ms_ + kAhead) return refused("at", "in the future");
    const Value* signature = record.value("signature");
    const bool hers =
        signature != nullptr && signature->as_bytes() != nullptr &&
        sources_.people.signed_by(count.by, signed_words(case_id_, count), *signature->as_bytes());
    if (!hers) return refused("signature", "not hers");
    if (!out_.bed_records.emplace(std::pair(count.service, count.wing.name), of.id).second) {
      return refused("wing", "written twice");
    }
    const auto same = std::ranges::find(house->wings, count.wing.name, &directory::Wing::name);
    if (same != house->wings.end()) {
      *same = count.wing;
    } else {
      house->wings.push_back(count.wing);
    }
    directory::Verified& said = house->verified[Field::beds];
    if (count.wing.updated_ms > said.at_ms) {
      said = {sources_.people.name(count.by), "self", count.wing.updated_ms};
    }
  }

  void take_check(const Reader& record, const FoldedRecord& of) {
    Checked one;
    one.service = record.text("service");
    const std::optional<Field> field = field_named(record.text("field"));
    const std::string name = record.text("field");
    if (!field) return flag(of, "verification", name, "field", "unknown");
    if (service(one.service) == nullptr) {
      return flag(of, "verification", name, "service", "no such service");
    }
    one.field = *field;
    one.holds = record.text("outcome") == "holds";
    one.note = record.text("note");
    one.verified = {sources_.people.name(record.author("checked_on")), record.text("how"),
                    record.moment("checked_on")};
    if (one.verified.at_ms > now_ms_ + kAhead) {
      return flag(of, "verification", name, "at", "in the future");
    }
    out_.checked.push_back(std::move(one));
  }

  // The last word on each field decides. A field that did not hold is not verified by anything that
  // was said before.
  void settle_checks() {
    std::ranges::stable_sort(out_.checked, std::ranges::greater(),
                             [](const Checked& one) { return one.verified.at_ms; });
    std::set<std::pair<std::string, Field>> settled;
    for (const Checked& one : out_.checked) {
      if (!settled.insert({one.service, one.field}).second) continue;
      Service& of = *service(one.service);
      // Beds are believed by what the house signs, never by a check of what it said.
      if (one.holds) {
        if (one.field != Field::beds) of.verified.insert_or_assign(one.field, one.verified);
        continue;
      }
      if (one.field == Field::beds) {
        for (directory::Wing& wing : of.wings) {
          if (wing.updated_ms <= one.verified.at_ms) wing.updated_ms = 0;
        }
      }
      const auto said = of.verified.find(one.field);
      if (said != of.verified.end() && said->second.at_ms > one.verified.at_ms) continue;
      of.verified.erase(one.field);
      out_.disputed.insert({one.service, one.field});
    }
  }

  void drop_withdrawn() {
    std::erase_if(out_.organisations,
                  [&](const Organisation& one) { return withdrawn_.contains(one.id); });
    for (Organisation& one : out_.organisations) {
      std::erase_if(one.services, [&](const Service& s) { return withdrawn_.contains(s.id); });
    }
  }

  const Sources& sources_;
  const base::CaseId& case_id_;
  const casefile::Folded& ops_;
  base::UtcMs now_ms_;
  Listing out_;
  std::map<std::string, std::size_t> by_uid_;
  std::map<std::string, std::pair<std::size_t, std::size_t>> services_;
  std::set<std::string> withdrawn_;
};

std::optional<base::Day> day_of(const Value* value) {
  if (value == nullptr || value->as_text() == nullptr) return std::nullopt;
  const auto date = base::PartialDate::from_text(*value->as_text());
  return date ? date->latest() : std::nullopt;
}

}  // namespace

base::Bytes signed_words(const base::CaseId& case_id, const BedCount& count) {
  const auto age = [](const std::optional<int>& years) { return years ? Value(*years) : Value(); };
  Value::Array sexes(count.wing.sexes.begin(), count.wing.sexes.end());
  return codec::encode(Value::array(
      {Value("bed_count"), Value(1), Value::bytes(case_id.bytes()), Value(count.service),
       Value(count.wing.name), Value::array(std::move(sexes)), age(count.wing.min_age),
       age(count.wing.max_age), Value(count.wing.beds), Value(count.wing.free),
       Value(count.wing.updated_ms), Value::bytes(count.by.bytes())}));
}

Listing gather(const Sources& sources, const base::CaseId& case_id, const casefile::Folded* ops,
               base::UtcMs now_ms) {
  static const casefile::Folded kNothing;
  return Gatherer(sources, case_id, ops != nullptr ? *ops : kNothing, now_ms).run();
}

std::vector<directory::Event> events_of(const casefile::Catalogue& catalogue,
                                        const casefile::Folded* ops, std::string_view track) {
  std::vector<directory::Event> out;
  const RecordType* type = catalogue.type("constitution_event");
  if (ops == nullptr || type == nullptr) return out;
  std::vector<const FoldedRecord*> all = ops->of_type(type->number);
  std::ranges::stable_sort(all, {}, [](const FoldedRecord* one) { return one->first; });
  for (const FoldedRecord* one : all) {
    const Reader record(*type, *one);
    const std::optional<base::Day> on = day_of(record.value("happened_on"));
    if (one->shredded || record.text("track") != track || !on) continue;
    out.push_back({record.text("step"), record.text("what"), record.text("subject"), *on,
                   day_of(record.value("until")), record.text("reference")});
  }
  return out;
}

std::string_view field_name(Field field) {
  return std::ranges::find(kFields, field, &std::pair<std::string_view, Field>::second)->first;
}

std::optional<Field> field_named(std::string_view name) {
  const auto* found = std::ranges::find(kFields, name, &std::pair<std::string_view, Field>::first);
  if (found == std::end(kFields)) return std::nullopt;
  return found->second;
}

std::string sex_word(std::string_view code) {
  return code == "f" ? "female" : code == "m" ? "male" : code == "x" ? "other" : "";
}

std::string sex_code(std::string_view word) {
  return word == "female" ? "f" : word == "male" ? "m" : word == "other" ? "x" : "";
}

}  // namespace listing
