// Releases: what is published, from the table to the sealed manifest, and the register of all that
// was published before.
//
// Promise: nothing leaves without threshold, companions, audit against every earlier release of the
// same measure, and two different persons. The register only grows.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "observatory/disclosure.h"

namespace observatory {

struct Printed {
  std::string release;
  std::string vintage;
  Count value = 0;
  // Codes of the coordinates, by dimension, as in Cube::key.
  std::string key;
};

// Every cell ever printed, by measure (indicator and definition). Kept by the caller as text.
class Register {
 public:
  void add(const std::string& measure, Printed cell);
  // All printings of one measure, by key.
  const std::multimap<std::string, Printed>& of(const std::string& measure) const;
  // One CSV row a cell, with a header; reading back refuses a damaged row by number.
  std::string to_csv() const;
  static base::Result<Register> from_csv(std::string_view text);

 private:
  std::map<std::string, std::multimap<std::string, Printed>> by_measure_;
};

struct ReleaseRequest {
  std::string id;
  std::string measure;  // "encounters/cbp-nationwide-encounters": never a selection
  std::string vintage;
  // The dimensions that are printed; cells below any other dimension of the cube are internal.
  std::vector<std::string> printed_dimensions;
  // Dimensions of which one code only is printed ("fiscal_year" → "FY2023"): what a filter selects.
  // They are dimensions of the cube, so that releases of other selections stay linked.
  std::map<std::string, std::string> selected;
  Policy policy;
  std::string source;
};

// The dimensions that a cube for this measure needs so that every earlier printing has its place:
// the asked ones and those of the register.
std::vector<std::string> needed_dimensions(const Register& earlier, const std::string& measure,
                                           std::vector<std::string> asked);

struct ReleaseRow {
  std::vector<std::string> codes;  // by printed dimension; "total"
  std::optional<Count> value;
};

struct Release {
  ReleaseRequest request;
  Protection protection;
  AuditResult audit;
  std::vector<ReleaseRow> rows;
  // The table as CSV: blank value and status "suppressed" where hidden.
  std::string csv;
  // Parameters, counts and the hash of the CSV, one `name: value` a line.
  std::string manifest;
  std::string manifest_hash;
  std::vector<std::string> signers;
};

using HashText = std::function<std::string(std::string_view)>;

// Marks what the register knows, hides, protects and audits. Refusals: already_published,
// release_needs_joint (an earlier table has a dimension that the cube lacks), cannot_protect,
// release_refused (with the number of unproven cells). `contributions` as in add_dominance.
base::Result<Release> prepare_release(const Cube& cube, const ReleaseRequest& request,
                                      const Register& earlier, std::span<const Cube> contributions,
                                      const HashText& hash);

// Adds a signer; the second must be another person. Refusal second_person_needed.
base::Done sign_release(Release& release, std::string person);

// Enters all printed cells into the register. Refusal second_person_needed before two signatures.
base::Done enter(Register& registered, const Cube& cube, const Release& release);

}  // namespace observatory
