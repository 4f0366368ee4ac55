// Export: what a set holds as a Frictionless data package (v1): one CSV in the native shape, which
// imports again, and datapackage.json with types, missing values, sources, licences and hash.
#pragma once

#include <functional>

#include "observatory/observation.h"

namespace observatory {

struct Package {
  std::string csv;
  std::string json;         // the same rows as an array of objects
  std::string description;  // datapackage.json, naming observations.csv and observations.json
};

// `hxl` puts a row of HXL tags under the header of the CSV. `name` is a package name: lower-case
// letters, digits, '-', '_' and '.'. Only for sets of public or already protected figures.
Package export_package(const ObservationSet& set, std::string_view name, bool hxl,
                       const std::function<std::string(std::string_view)>& sha256_hex);

}  // namespace observatory
