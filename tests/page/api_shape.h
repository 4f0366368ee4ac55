// ApiShape: docs/api/openapi.yaml as a judge. Understands the subset of JSON Schema the file uses;
// another keyword is an error, so that nothing is believed checked that is not.
#pragma once

#include <set>
#include <string>

#include <boost/json/value.hpp>
#include <yaml-cpp/yaml.h>

namespace page {

class ApiShape {
 public:
  ApiShape();  // reads the file of the source tree

  // "GET /api/v1/cases", …
  std::set<std::string> operations() const;
  // The operation of "GET /api/v1/cases/{case}"; its parameters with those of its path.
  YAML::Node operation(const std::string& method, const std::string& path) const;
  bool asks_header(const std::string& method, const std::string& path,
                   const std::string& name) const;
  // What is wrong with an answer to that operation; empty: nothing.
  std::string fault(const std::string& method, const std::string& path, unsigned status,
                    const boost::json::value& body) const;

 private:
  YAML::Node resolved(const YAML::Node& node) const;
  std::string check(const YAML::Node& schema, const boost::json::value& value,
                    const std::string& at) const;

  YAML::Node root_;
};

}  // namespace page
