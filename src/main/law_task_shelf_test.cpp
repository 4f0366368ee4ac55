#include "main/law_task_shelf.h"

#include <doctest/doctest.h>

namespace cli {
namespace {

using base::Compartment;

base::UserId person(std::uint8_t n) {
  return *base::UserId::from_bytes(base::Bytes(base::UserId::kSize, n));
}
base::CaseId file(std::uint16_t n) {
  base::Bytes bytes(base::CaseId::kSize, 1);
  bytes[0] = static_cast<std::uint8_t>(n >> 8);
  bytes[1] = static_cast<std::uint8_t>(n);
  return *base::CaseId::from_bytes(bytes);
}
std::vector<web::Task> one_task(const char* id) {
  web::Task task;
  task.id = id;
  return {task};
}

const LawTaskShelf::Scope kIntake{Compartment::control, Compartment::ops};
const LawTaskShelf::Scope kLegal{Compartment::control, Compartment::ops, Compartment::legal};

TEST_CASE("what was drawn from the same entries by the same law on the same day is found again") {
  LawTaskShelf shelf;
  shelf.keep(person(1), kLegal, file(1), "law 1:5", one_task("a"));
  const auto found = shelf.find(person(2), kLegal, file(1), "law 1:5");
  REQUIRE(found.has_value());
  CHECK(found->at(0).id == "a");
  CHECK(!shelf.find(person(1), kLegal, file(1), "law 1:6").has_value());  // one entry more
  CHECK(!shelf.find(person(1), kLegal, file(2), "law 1:5").has_value());
}

TEST_CASE("what was drawn from more compartments is nobody's who opens fewer, nor the other way") {
  LawTaskShelf shelf;
  shelf.keep(person(1), kLegal, file(1), "s", one_task("legal"));
  CHECK(!shelf.find(person(2), kIntake, file(1), "s").has_value());
  shelf.keep(person(2), kIntake, file(1), "s", one_task("intake"));
  CHECK(shelf.find(person(1), kLegal, file(1), "s")->at(0).id == "legal");
  CHECK(shelf.find(person(2), kIntake, file(1), "s")->at(0).id == "intake");
}

TEST_CASE("it is let go with the last session of those who asked, and not before") {
  LawTaskShelf shelf;
  shelf.keep(person(1), kLegal, file(1), "s", one_task("a"));
  REQUIRE(shelf.find(person(2), kLegal, file(1), "s").has_value());
  shelf.keep(person(3), kIntake, file(1), "s", one_task("b"));
  shelf.ended(person(1));
  CHECK(shelf.size() == 2);
  CHECK(shelf.find(person(2), kLegal, file(1), "s").has_value());
  shelf.ended(person(2));
  CHECK(shelf.size() == 1);
  CHECK(!shelf.find(person(1), kLegal, file(1), "s").has_value());
  shelf.ended(person(3));
  CHECK(shelf.size() == 0);
}

TEST_CASE("it never holds more case files than a list asks for") {
  LawTaskShelf shelf;
  for (std::uint16_t n = 0; n < 2000; ++n) {
    shelf.keep(person(1), kLegal, file(n), "s", one_task("a"));
    CHECK(shelf.size() <= 512);
  }
  CHECK(shelf.find(person(1), kLegal, file(1999), "s").has_value());
}

}  // namespace
}  // namespace cli
