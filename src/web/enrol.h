// Enrolment: how a phone comes to trust this node. A page of its own, before any log-in and without
// script, says the steps and the fingerprint to compare with the organisation's sheet, and hands
// out the authority's certificate.
//
//   /enrol, /enrol.css, /amparo.crt
#pragma once

#include <optional>
#include <string>

#include "net/http.h"
#include "web/sentences.h"

namespace web {

class Enrolment {
 public:
  // `fingerprint` as net::fingerprint gives it.
  Enrolment(std::string certificate_pem, std::string fingerprint)
      : certificate_pem_(std::move(certificate_pem)), fingerprint_(std::move(fingerprint)) {}

  // Nothing for a path that is not of the enrolment.
  std::optional<net::Response> answer(const net::Head& head) const;

 private:
  std::string page(Language language) const;

  std::string certificate_pem_;
  std::string fingerprint_;
};

}  // namespace web
