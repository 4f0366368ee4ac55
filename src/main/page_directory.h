// The page's directory: the seed of the pack, asked through the finder. Made once, then read only.
#pragma once

#include "directory/finder.h"
#include "directory/seed.h"
#include "main/tickets.h"
#include "web/service_directory.h"

namespace cli {

// The seed of a pack. The pack must outlive what reads it.
base::Result<directory::Seed> seed_of(const pack::Pack& pack);
// "Ciudad Ixtepec, Oaxaca", "Chiapas", or nothing where the source does not state it.
std::string place_text(const directory::Places& places, const std::string& state,
                       const std::string& municipality);
std::string_view name_of(directory::Out why);

class PageDirectory : public web::DirectoryService {
 public:
  // Both must outlive it. A pack without a sound directory is Fault internal.
  explicit PageDirectory(Tickets& tickets);

  base::Result<Directory> directory(const web::Caller& caller) override;
  base::Result<Answer> find(const web::Caller& caller, const Ask& ask) override;

 private:
  base::Result<directory::Ask> read(const Ask& ask) const;

  Tickets& tickets_;
  directory::Seed seed_;
  directory::Index index_;
};

}  // namespace cli
