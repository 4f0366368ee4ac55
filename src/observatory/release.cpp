#include "observatory/release.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/check.h"
#include "tabular/tabular.h"
#include "tabular/values.h"
#include "tabular/writer.h"

namespace observatory {
namespace {

using base::Code;

// "state=TX;year=2023" → its dimension and code pairs.
std::vector<std::pair<std::string, std::string>> parts_of(std::string_view key) {
  std::vector<std::pair<std::string, std::string>> parts;
  while (!key.empty()) {
    const auto end = std::min(key.find(';'), key.size());
    const auto part = key.substr(0, end);
    const auto equals = part.find('=');
    if (equals != std::string_view::npos) {
      parts.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
    key.remove_prefix(std::min(end + 1, key.size()));
  }
  return parts;
}

// The cell of a key in a cube; refuses by the dimension that is missing. -1: the code is not there.
base::Result<std::int64_t> place(const Cube& cube, std::string_view key) {
  std::vector<Node> at(cube.dimensions().size(), 0);
  for (const auto& [name, code] : parts_of(key)) {
    const auto found = std::ranges::find(cube.dimensions(), name, &Dimension::name);
    if (found == cube.dimensions().end()) {
      return base::refuse(Code::release_needs_joint, {{"dimension", name}});
    }
    const Node node = found->find(code);
    if (node < 0) return -1;
    at[static_cast<std::size_t>(found - cube.dimensions().begin())] = node;
  }
  return cube.index(at);
}

// By dimension: any node may be printed, or this one only (−1: a code the cube does not have).
struct Printable {
  bool any = false;
  Node only = 0;
};

std::vector<Printable> printable_nodes(const Cube& cube, const ReleaseRequest& request) {
  std::vector<Printable> nodes;
  for (const auto& dimension : cube.dimensions()) {
    Printable node;
    node.any = std::ranges::count(request.printed_dimensions, dimension.name()) > 0;
    const auto selected = request.selected.find(dimension.name());
    if (selected != request.selected.end()) node.only = dimension.find(selected->second);
    nodes.push_back(node);
  }
  return nodes;
}

bool printable(const Cube& cube, const std::vector<Printable>& nodes, CellIndex cell) {
  for (std::size_t d = 0; d < nodes.size(); ++d) {
    if (!nodes[d].any && cube.coordinate(cell, d) != nodes[d].only) return false;
  }
  return true;
}

struct Known {
  std::vector<Show> show;
  std::vector<CellIndex> close_to_earlier;
};

base::Result<Known> mark_known(const Cube& cube, const ReleaseRequest& request,
                               const Register& earlier) {
  const auto printed = printable_nodes(cube, request);
  Known known;
  known.show.resize(cube.size());
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    known.show[cell] = printable(cube, printed, cell) ? Show::published : Show::internal;
  }
  for (const auto& [key, before] : earlier.of(request.measure)) {
    const auto cell = place(cube, key);
    if (!cell) return std::unexpected(cell.error());
    if (*cell < 0) continue;
    const auto at = static_cast<CellIndex>(*cell);
    const Count apart = std::abs(before.value - cube.value(at));
    if (before.vintage == request.vintage) {
      known.show[at] = Show::locked;
    } else if (apart > 0 && apart < request.policy.threshold) {
      known.close_to_earlier.push_back(at);
    }
  }
  return known;
}

void write_rows(const Cube& cube, Release& release) {
  const auto printed = printable_nodes(cube, release.request);
  std::vector<std::string> line = release.request.printed_dimensions;
  line.emplace_back("value");
  line.emplace_back("status");
  tabular::append_csv_row(release.csv, line);
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    if (!printable(cube, printed, cell)) continue;
    ReleaseRow row;
    for (const auto& name : release.request.printed_dimensions) {
      const auto found = std::ranges::find(cube.dimensions(), name, &Dimension::name);
      AMPARO_CHECK(found != cube.dimensions().end());
      const auto d = static_cast<std::size_t>(found - cube.dimensions().begin());
      row.codes.push_back(found->code(cube.coordinate(cell, d)));
    }
    row.value = printed_value(cube, release.protection, release.request.policy, cell);
    line = row.codes;
    line.push_back(row.value ? std::to_string(*row.value) : "");
    line.emplace_back(row.value ? "" : "suppressed");
    tabular::append_csv_row(release.csv, line);
    release.rows.push_back(std::move(row));
  }
}

std::string manifest_text(const Release& release, const std::string& csv_hash) {
  const auto& [id, measure, vintage, dimensions, selected, policy, source] = release.request;
  std::string names;
  for (const auto& name : dimensions) names += (names.empty() ? "" : " ") + name;
  std::string selection;
  for (const auto& [name, code] : selected) {
    selection += (selection.empty() ? "" : ";") + name + "=" + code;
  }
  return fmt::format(
      "format: amparo-release/1\nid: {}\nmeasure: {}\nvintage: {}\nsource: {}\ndimensions: {}\n"
      "selected: {}\nthreshold: {}\ndominance_share: {}\nrounding: {}\nhidden_floor: 1\ncells: "
      "{}\nprimary: {}\n"
      "complementary: {}\naudited: {}\nproven: {}\ntable_hash: {}\n",
      id, measure, vintage, source, names, selection, policy.threshold, policy.dominance_share,
      policy.rounding, release.rows.size(), release.protection.primary,
      release.protection.complementary, release.audit.hidden, release.audit.proven, csv_hash);
}

}  // namespace

void Register::add(const std::string& measure, Printed cell) {
  std::string key = cell.key;
  by_measure_[measure].emplace(std::move(key), std::move(cell));
}

const std::multimap<std::string, Printed>& Register::of(const std::string& measure) const {
  static const std::multimap<std::string, Printed> kNone;
  const auto found = by_measure_.find(measure);
  return found == by_measure_.end() ? kNone : found->second;
}

std::string Register::to_csv() const {
  std::string text;
  tabular::append_csv_row(text, {"measure", "key", "release", "vintage", "value"});
  for (const auto& [measure, cells] : by_measure_) {
    for (const auto& [key, cell] : cells) {
      tabular::append_csv_row(
          text, {measure, key, cell.release, cell.vintage, std::to_string(cell.value)});
    }
  }
  return text;
}

base::Result<Register> Register::from_csv(std::string_view text) {
  Register registered;
  tabular::Options options;
  options.delimiter = ',';
  auto table = tabular::open_table_bytes(text, options);
  if (!table) return pass(table);
  tabular::Row row;
  while (true) {
    auto more = (*table)->next(row);
    if (!more) return pass(more);
    if (!*more) return registered;
    if (row.number == 1) continue;
    const auto value = row.fields.size() == 5 ? tabular::parse_whole(row.fields[4]) : std::nullopt;
    if (!value) return base::refuse(Code::table_damaged, {{"reason", std::to_string(row.number)}});
    registered.add(std::string(row.fields[0]),
                   {std::string(row.fields[2]), std::string(row.fields[3]), *value,
                    std::string(row.fields[1])});
  }
}

std::vector<std::string> needed_dimensions(const Register& earlier, const std::string& measure,
                                           std::vector<std::string> asked) {
  for (const auto& [key, cell] : earlier.of(measure)) {
    for (const auto& [name, code] : parts_of(key)) {
      if (std::ranges::count(asked, name) == 0) asked.push_back(name);
    }
  }
  return asked;
}

base::Result<Release> prepare_release(const Cube& cube, const ReleaseRequest& request,
                                      const Register& earlier, std::span<const Cube> contributions,
                                      const HashText& hash) {
  auto known = mark_known(cube, request, earlier);
  if (!known) return pass(known);
  auto primary = primary_cells(cube, request.policy, std::move(known->show));
  if (!primary) return pass(primary);
  add_dominance(cube, contributions, request.policy, *primary);
  for (const CellIndex cell : known->close_to_earlier) {
    if (primary->show[cell] != Show::published) continue;
    primary->show[cell] = Show::hidden;
    primary->why[cell] = Why::difference;
    ++primary->primary;
  }
  auto done = protect(cube, std::move(*primary));
  if (!done) return pass(done);
  Release release{request, std::move(*done), {}, {}, {}, {}, {}, {}};
  release.audit = audit(cube, release.protection);
  if (!release.audit.accepted()) {
    return base::refuse(Code::release_refused,
                        {{"cells", std::to_string(release.audit.unproven.size())}});
  }
  write_rows(cube, release);
  release.manifest = manifest_text(release, hash(release.csv));
  release.manifest_hash = hash(release.manifest);
  return release;
}

base::Done sign_release(Release& release, std::string person) {
  if (person.empty() || std::ranges::count(release.signers, person) > 0) {
    return base::refuse(Code::second_person_needed);
  }
  release.signers.push_back(std::move(person));
  return {};
}

base::Done enter(Register& registered, const Cube& cube, const Release& release) {
  if (release.signers.size() < 2) return base::refuse(Code::second_person_needed);
  for (CellIndex cell = 0; cell < cube.size(); ++cell) {
    if (release.protection.show[cell] != Show::published) continue;
    registered.add(release.request.measure,
                   {release.request.id, release.request.vintage, cube.value(cell), cube.key(cell)});
  }
  return {};
}

}  // namespace observatory
