// SecondFactors: the one-time codes a person's phone shows (crypto/one_time.h), and the recovery
// codes for when it is lost. Sealed under her own key, so that they open only behind her
// passphrase; they guard a log-in, not the disk.
//
// Invariant: a code opens once. Threads: every function from any thread.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "desk/session.h"

namespace desk {

class SecondFactors {
 public:
  explicit SecondFactors(House& house) : house_(house) {}

  // What her phone is to be given. It counts from confirm() on; asked again, it is another.
  struct Offer {
    std::string secret;  // base 32
    std::string uri;     // otpauth://…
  };
  Offer offer(const Person& person);
  // Her phone shows this code for the last offer: from now on a log-in asks for one. Ten recovery
  // codes, shown once. Refusal wrong_login.
  base::Result<std::vector<std::string>> confirm(const Person& person, const std::string& code);

  bool asks(const base::UserId& person);
  // A code of now, of the step before or of the one after, later than the last that was taken; or
  // an unused recovery code. Durable when it returns. Refusal wrong_login.
  base::Done take(const Person& person, const std::string& code);
  // The phone is lost, and the codes with it: a log-in asks for none until there is another.
  void drop(const base::UserId& person);

 private:
  struct Row;
  base::Result<Row> read(const Person& person, std::string_view which);
  ledger::KeyRow sealed(const Person& person, std::string_view which, const Row& row);

  House& house_;
  std::mutex mutex_;
};

}  // namespace desk
