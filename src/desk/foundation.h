// Foundation: an organisation that is made and has no name yet, so that its cards can be read and
// kept before anybody works in it. What is not settled is removed.
#pragma once

#include "desk/founding.h"
#include "desk/whole_folder.h"

namespace desk {

class Foundation {
 public:
  // Refusals and faults of found().
  static base::Result<Foundation> prepare(const std::filesystem::path& folder,
                                          const Founding& founding,
                                          const crypto::Passphrase& passphrase, const Seams& seams);

  const std::vector<std::string>& cards() const { return cards_; }
  // Gives the folder its name; durable when it returns. Once. Fault disk_error.
  void settle() { whole_.give_name(); }

 private:
  Foundation(WholeFolder whole, std::vector<std::string> cards)
      : whole_(std::move(whole)), cards_(std::move(cards)) {}

  WholeFolder whole_;
  std::vector<std::string> cards_;
};

}  // namespace desk
