// Who gets in how often, from where, and what is told before anyone does.
#include <doctest/doctest.h>

#include "web/enrol.h"
#include "web/log_in_gate.h"
#include "web/peer_budget.h"

namespace page {
namespace {

bool let_in(web::LogInGate& gate, const std::string& account) {
  return gate.enter(account).has_value();
}

TEST_CASE("wrong tries for one account wait longer each time, to a minute, and others do not") {
  base::ManualClock clock(1'795'000'000'000);
  web::LogInGate gate(clock);
  for (int i = 0; i < 3; ++i) {
    CHECK(let_in(gate, "ana"));
    gate.failed("ana");
  }
  for (const std::int64_t seconds : {1, 2, 4, 8, 16, 32, 60, 60}) {
    clock.advance(seconds * 1000 - 1);
    CHECK(!let_in(gate, "ana"));
    CHECK(let_in(gate, "berta"));
    clock.advance(1);
    CHECK(let_in(gate, "ana"));
    gate.failed("ana");
  }
  clock.advance(60'000);
  CHECK(let_in(gate, "ana"));
  gate.succeeded("ana");
  CHECK(let_in(gate, "ana"));
}

TEST_CASE("two passphrases are weighed at a time; a place comes back when one is done") {
  base::ManualClock clock(1'795'000'000'000);
  web::LogInGate gate(clock);
  base::Result<web::LogInGate::Leave> first = gate.enter("a");
  {
    const base::Result<web::LogInGate::Leave> second = gate.enter("b");
    CHECK(first.has_value());
    CHECK(second.has_value());
    CHECK(!let_in(gate, "c"));
  }
  CHECK(let_in(gate, "c"));
}

TEST_CASE("another computer has a budget of requests; this one has none") {
  base::ManualClock clock(1'795'000'000'000);
  web::PeerBudget budget(clock, {.burst = 3, .per_second = 1, .peers = 2});
  for (int i = 0; i < 3; ++i) CHECK(budget.spend("192.168.1.7"));
  CHECK(!budget.spend("192.168.1.7"));
  CHECK(budget.spend("192.168.1.8"));
  CHECK(!budget.spend("192.168.1.9"));  // the table is full of peers that spent
  for (int i = 0; i < 10; ++i) CHECK(budget.spend("127.0.0.1"));
  clock.advance(1000);
  CHECK(budget.spend("192.168.1.7"));
  CHECK(!budget.spend("192.168.1.7"));
  clock.advance(3000);
  CHECK(budget.spend("192.168.1.9"));  // those who earned all back were forgotten
}

TEST_CASE(
    "a phone is told the steps and the fingerprint in its language, and given the certificate") {
  const web::Enrolment enrolment("PEM", "AB:CD");
  net::Head head;
  head.path = "/enrol";
  const net::Response spanish = *enrolment.answer(head);
  CHECK(spanish.body.find("lang=\"es\"") != std::string::npos);
  CHECK(spanish.body.find("AB:CD") != std::string::npos);
  CHECK(spanish.body.find("<script") == std::string::npos);
  head.query = "lang=en";
  CHECK(enrolment.answer(head)->body.find("Trust this computer") != std::string::npos);
  head.path = "/amparo.crt";
  CHECK(enrolment.answer(head)->body == "PEM");
  CHECK(net::header(enrolment.answer(head)->headers, "Content-Type") ==
        "application/x-x509-ca-cert");
  head.path = "/casos";
  CHECK(!enrolment.answer(head));
}

}  // namespace
}  // namespace page
