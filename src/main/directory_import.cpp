// amparo directory import: lists and files of others into the organisation's own directory.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <span>

#include "base/names.h"
#include "directory/list_import.h"
#include "main/directory_command.h"
#include "main/directory_writes.h"
#include "main/organisation_json.h"
#include "main/page_directory.h"
#include "pack/embedded.h"

namespace cli {

namespace {

using base::Code;
using codec::Value;
using directory::Organisation;
namespace fs = std::filesystem;

// Organisations written in one save.
constexpr std::size_t kBatch = 100;

std::vector<std::string> items_of(const std::string& text, char between) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(between, at), text.size());
    if (end > at) items.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return items;
}

base::Result<std::string> text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return base::refuse(Code::unreadable_file, {{"file", path.filename().string()}});
  return std::string(std::istreambuf_iterator<char>(file), {});
}

base::Result<directory::Imported> read_tables(const fs::path& folder,
                                              const directory::Places& places,
                                              const std::string& kind) {
  directory::CsvTables tables;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".csv") continue;
    base::Result<std::string> text = text_of(entry.path());
    if (!text) return std::unexpected(text.error());
    tables.emplace(entry.path().stem().string(), std::move(*text));
  }
  return directory::from_hsds_csv(tables, places, kind);
}

// What was read, whatever kind of file it was.
struct Read {
  directory::Imported all;
  std::size_t skipped = 0;
};

base::Result<Read> read_file(const Call& call, const directory::Places& places) {
  const fs::path path = call.request.option("file");
  std::string format = call.request.option("format");
  const std::string kind = call.request.option("service");
  std::error_code error;
  if (!fs::exists(path, error)) {
    return base::refuse(Code::unreadable_file, {{"file", path.filename().string()}});
  }
  if (format.empty()) {
    format = fs::is_directory(path, error) ? "hsds-csv"
             : path.extension() == ".json" ? "hsds"
                                           : "list";
  }
  if (format == "hsds" || format == "hsds-csv") {
    base::Result<std::string> text = std::string();
    if (format == "hsds") text = text_of(path);
    if (!text) return std::unexpected(text.error());
    auto read = format == "hsds" ? directory::from_hsds_json(*text, places, kind)
                                 : read_tables(path, places, kind);
    if (!read) return std::unexpected(read.error());
    return Read{std::move(*read), 0};
  }
  if (format != "list" && format != "irs") {
    return base::refuse(Code::unknown_format, {{"format", format}});
  }
  directory::ListOptions options;
  options.country = call.request.option("country");
  options.columns = tabular::Mapping::from_text(call.request.option("column"));
  for (const std::string& beginning : items_of(call.request.option("ntee"), ',')) {
    options.ntee.push_back(beginning);
  }
  for (const std::string& name : items_of(call.request.option("state"), ',')) {
    const directory::Place* state = places.state(name);
    if (state == nullptr) {
      return base::refuse(Code::bad_value, {{"field", "state"}, {"why", name}});
    }
    options.states.insert(state->code);
  }
  const std::string source = call.request.option("source");
  options.source = {source, source};
  auto table = tabular::open_table(path, {});
  if (!table) return std::unexpected(table.error());
  auto read = format == "list" ? directory::read_list(**table, places, options)
                               : directory::read_irs_master_file(**table, places, options);
  if (!read) return std::unexpected(read.error());
  return Read{std::move(read->read), read->skipped};
}

// Organisations that the directory has already under another identity: held back, for a person.
struct Alike {
  std::string name;
  std::string as;
  std::string why;
};

std::vector<Alike> hold_back(std::vector<Organisation>& all, const directory::Index& index) {
  std::map<std::string, const Organisation*> numbers, names;
  std::set<std::string> ids;
  for (const Organisation& one : index.organisations()) {
    ids.insert(one.id);
    for (const directory::Identifier& id : one.identifiers) {
      numbers.emplace(id.scheme + ":" + id.value, &one);
    }
    names.emplace(one.country + "/" + base::fold(one.name), &one);
    for (const std::string& alias : one.aliases) {
      names.emplace(one.country + "/" + base::fold(alias), &one);
    }
  }
  std::vector<Alike> out;
  std::erase_if(all, [&](const Organisation& one) {
    if (ids.contains(one.id)) return false;
    for (const directory::Identifier& id : one.identifiers) {
      const auto same = numbers.find(id.scheme + ":" + id.value);
      if (same == numbers.end()) continue;
      out.push_back({one.name, same->second->name, "identifier"});
      return true;
    }
    const auto same = names.find(one.country + "/" + base::fold(one.name));
    if (same == names.end()) return false;
    out.push_back({one.name, same->second->name, "name"});
    return true;
  });
  return out;
}

DirectoryWrites::Body body_of(const Organisation& one) {
  boost::json::array identifiers, aliases(one.aliases.begin(), one.aliases.end());
  for (const directory::Identifier& id : one.identifiers) {
    identifiers.push_back({{"system", id.scheme}, {"value", id.value}});
  }
  DirectoryWrites::Body body{{"name", one.name},        {"country", one.country},
                             {"sector", one.sector},    {"level", one.level},
                             {"form", one.form},        {"recipient_class", one.recipient_class},
                             {"state", one.state},      {"municipality", one.municipality},
                             {"serves", one.serves.es}, {"source", one.source.es}};
  if (!identifiers.empty()) body["identifiers"] = std::move(identifiers);
  if (!aliases.empty()) body["aliases"] = std::move(aliases);
  return body;
}

DirectoryWrites::Body body_of(const directory::Service& one) {
  boost::json::array hours, intake, languages, sexes;
  for (const auto& [from, into] :
       {std::pair(&one.hours, &hours), std::pair(&one.intake_hours, &intake)}) {
    for (const directory::Opening& opening : from->weekly) {
      into->push_back(
          {{"weekday", opening.weekday}, {"opens", opening.from_min}, {"closes", opening.to_min}});
    }
  }
  for (const directory::Speaks& speaks : one.languages) {
    languages.push_back({{"language", speaks.language},
                         {"variant", speaks.variant},
                         {"mode", directory::mode_name(speaks.mode)}});
  }
  for (const std::string& word : one.eligibility.sexes) {
    sexes.emplace_back(listing::sex_code(word));
  }
  const auto& nationalities = one.eligibility.nationalities;
  DirectoryWrites::Body body{{"code", one.code},
                             {"title_es", one.title.es},
                             {"title_en", one.title.en},
                             {"state", one.state},
                             {"municipality", one.municipality},
                             {"address", one.address},
                             {"phone", one.phone},
                             {"intermediary_phone", one.intermediary_phone},
                             {"zone", one.zone}};
  static constexpr std::string_view kShown[] = {"full", "municipality", "hidden"};
  body["visibility"] = kShown[static_cast<std::size_t>(one.visibility)];
  if (one.hours.always) body["always_open"] = true;
  if (!hours.empty()) body["hours"] = std::move(hours);
  if (!intake.empty()) body["intake_hours"] = std::move(intake);
  if (!languages.empty()) body["languages"] = std::move(languages);
  if (!sexes.empty()) body["sexes"] = std::move(sexes);
  if (!nationalities.empty()) {
    body["nationalities"] = boost::json::array(nationalities.begin(), nationalities.end());
  }
  if (one.point) {
    body["latitude"] = one.point->lat;
    body["longitude"] = one.point->lon;
  }
  const auto put = [&](const char* name, const auto& value) {
    if (value) body[name] = *value;
  };
  put("min_age", one.eligibility.min_age);
  put("max_age", one.eligibility.max_age);
  put("unaccompanied", one.eligibility.unaccompanied);
  put("pregnant", one.eligibility.pregnant);
  put("needs_papers", one.eligibility.needs_papers);
  return body;
}

// The records of some organisations, on top of what stands. Services of organisations that this
// very save brings are judged against them.
DirectoryWrites::Edits edits_of(const DirectoryWrites& writes, const desk::CaseView& view,
                                const listing::Listing& standing,
                                std::span<const Organisation> some) {
  listing::Listing now = standing;
  for (const Organisation& one : some) {
    if (std::ranges::find(now.organisations, one.id, &Organisation::id) ==
        now.organisations.end()) {
      Organisation bare = one;
      bare.services.clear();
      now.organisations.push_back(std::move(bare));
    }
  }
  std::vector<desk::RecordEdit> all;
  for (const Organisation& one : some) {
    auto edits = writes.organisation(view, now, one.id, body_of(one));
    if (!edits) return edits;
    all.insert(all.end(), edits->begin(), edits->end());
    for (const directory::Service& service : one.services) {
      auto offered = writes.service(view, now, one.id, service.id, body_of(service));
      if (!offered) return offered;
      all.insert(all.end(), offered->begin(), offered->end());
    }
  }
  return all;
}

base::Result<std::size_t> write(Call& call, DirectoryBook& book,
                                const std::vector<Organisation>& all, Read& read) {
  desk::House& house = call.desk->house();
  UserNames names(house);
  const DirectoryWrites writes(house, *call.session, names);
  const auto save = [&](std::span<const Organisation> some) {
    return book.change(
        *call.session,
        [&](const desk::CaseView& view, const listing::Listing& now) {
          return edits_of(writes, view, now, some);
        },
        base::SaveId::random(house.random()));
  };
  std::size_t written = 0;
  for (std::size_t at = 0; at < all.size(); at += kBatch) {
    const std::span some = std::span(all).subspan(at, std::min(kBatch, all.size() - at));
    if (save(some)) {
      written += some.size();
      continue;
    }
    // One of them is refused by the directory itself: each alone, so that the rest is kept.
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto saved = save(some.subspan(i, 1));
      if (saved) {
        ++written;
        continue;
      }
      if (saved.error().code != Code::bad_value) return std::unexpected(saved.error());
      const auto& details = saved.error().details;
      read.all.refused.push_back({"organization", at + i + 1, details.front().second,
                                  some[i].name + ": " + details.back().second});
    }
  }
  return written;
}

Reply reply_of(const Call& call, const Read& read, const std::vector<Alike>& alike,
               std::size_t written) {
  const auto count = [](std::size_t n) { return std::to_string(n); };
  Reply reply;
  Value::Array refused, unmapped, held;
  for (const directory::Refused& one : read.all.refused) {
    reply.text += call.say("directory.refused_row", {{"table", one.table},
                                                     {"row", count(one.row)},
                                                     {"field", one.field},
                                                     {"why", one.why}}) +
                  "\n";
    refused.push_back(Value::map({{"table", one.table},
                                  {"row", static_cast<std::int64_t>(one.row)},
                                  {"field", one.field},
                                  {"why", one.why}}));
  }
  for (const directory::Unmapped& one : read.all.unmapped) {
    reply.text += call.say("directory.unmapped", {{"table", one.table},
                                                  {"row", count(one.row)},
                                                  {"field", one.field},
                                                  {"value", one.value}}) +
                  "\n";
    unmapped.push_back(Value::map(
        {{"row", static_cast<std::int64_t>(one.row)}, {"field", one.field}, {"value", one.value}}));
  }
  for (const Alike& one : alike) {
    reply.text +=
        call.say(one.why == "identifier" ? "directory.alike_identifier" : "directory.alike_name",
                 {{"name", one.name}, {"as", one.as}}) +
        "\n";
    held.push_back(Value::map({{"name", one.name}, {"as", one.as}, {"why", one.why}}));
  }
  reply.text += call.say("done.directory_import", {{"written", count(written)},
                                                   {"refused", count(refused.size())},
                                                   {"alike", count(held.size())},
                                                   {"skipped", count(read.skipped)}}) +
                "\n";
  reply.data = Value::map({{"written", static_cast<std::int64_t>(written)},
                           {"refused", Value::array(std::move(refused))},
                           {"unmapped", Value::array(std::move(unmapped))},
                           {"alike", Value::array(std::move(held))},
                           {"skipped", static_cast<std::int64_t>(read.skipped)}});
  return reply;
}

base::Result<Reply> import(Call& call) {
  base::Result<directory::Seed> seed = seed_of(pack::embedded());
  if (!seed) return std::unexpected(seed.error());
  base::Result<Read> read = read_file(call, seed->places);
  if (!read) return std::unexpected(read.error());
  DirectoryBook book(*call.desk, *seed);
  const auto now = book.open(*call.session);
  if (!now) return std::unexpected(now.error());
  std::vector<Organisation> all = std::move(read->all.organisations);
  std::vector<Alike> alike;
  if (!call.request.flag("keep-alike")) alike = hold_back(all, (*now)->index);
  if (call.request.flag("dry-run")) return reply_of(call, *read, alike, all.size());
  const base::Result<std::size_t> written = write(call, book, all, *read);
  if (!written) return std::unexpected(written.error());
  return reply_of(call, *read, alike, *written);
}

}  // namespace

std::vector<CommandSpec> directory_node_commands() {
  return {{"directory import",
           Needs::person,
           {{"file", OptionKind::path, true},
            {"format"},
            {"country"},
            {"state"},
            {"ntee"},
            {"column", OptionKind::repeated},
            {"service"},
            {"source"},
            {"keep-alike", OptionKind::flag},
            {"dry-run", OptionKind::flag}},
           Secrets::none,
           import}};
}

}  // namespace cli
