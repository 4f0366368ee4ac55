// Members: the body of a request, read member by member.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "web/service.h"

namespace web {

// Reads the members of an object by name, once each; what is left over or of another type is an
// error of the caller.
class Members {
 public:
  explicit Members(const boost::json::value& body) {
    if (const boost::json::object* object = body.if_object()) {
      left_ = *object;
    } else {
      bad_ = "body";
    }
  }
  void text(std::string_view name, std::string& into) {
    take(name, [&](const boost::json::value& value) {
      if (!value.is_string()) return false;
      into = value.get_string();
      return true;
    });
  }
  void flag(std::string_view name, bool& into) {
    take(name, [&](const boost::json::value& value) {
      if (!value.is_bool()) return false;
      into = value.get_bool();
      return true;
    });
  }
  void number(std::string_view name, std::int64_t& into) {
    take(name, [&](const boost::json::value& value) {
      if (!value.is_int64()) return false;
      into = value.get_int64();
      return true;
    });
  }
  void texts(std::string_view name, std::vector<std::string>& into) {
    take(name, [&](const boost::json::value& value) {
      if (!value.is_array()) return false;
      for (const boost::json::value& item : value.get_array()) {
        if (!item.is_string()) return false;
        into.emplace_back(item.get_string());
      }
      return true;
    });
  }
  void object(std::string_view name, boost::json::object& into) {
    take(name, [&](const boost::json::value& value) {
      if (!value.is_object()) return false;
      into = value.get_object();
      return true;
    });
  }
  void range(std::string_view name, std::optional<DateRange>& into) {
    take(name, [&](const boost::json::value& value) {
      if (value.is_null()) return true;
      Members inner(value);
      DateRange range;
      inner.text("from", range.from);
      inner.text("to", range.to);
      inner.flag("approx", range.approx);
      into = range;
      return inner.problem().empty() && !range.from.empty() && !range.to.empty();
    });
  }
  // The first member that is wrong or unknown; empty: none.
  std::string problem() const {
    if (!bad_.empty()) return bad_;
    return left_.empty() ? std::string() : std::string(left_.begin()->key());
  }
  template <class T>
  base::Result<T> give(T value) const {
    const std::string bad = problem();
    if (!bad.empty()) return base::refuse(base::Code::bad_json, {{"field", bad.substr(0, 60)}});
    return value;
  }

 private:
  template <class Read>
  void take(std::string_view name, Read read) {
    const auto found = left_.find(name);
    if (found == left_.end()) return;
    if (!read(found->value()) && bad_.empty()) bad_ = name;
    left_.erase(found);
  }

  boost::json::object left_;
  std::string bad_;
};

}  // namespace web
