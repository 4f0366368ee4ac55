#include "main/page_care.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/chrono.h>

#include "desk/care.h"
#include "desk/kept.h"

namespace cli {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::Code;
using desk::Session;
using web::Backups;

constexpr std::string_view kKept = "backups";
constexpr std::string_view kPrefix = "amparo-";
constexpr const char* kNodeKey = "node.key";  // what every backup has

std::uint64_t size_of(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  // By hand: what is being walked may be removed meanwhile, which a range would throw for.
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code gone;
    if (at->is_regular_file(gone)) bytes += at->file_size(gone);
  }
  return bytes;
}

base::UtcMs made_ms(const fs::path& backup) {
  std::error_code error;
  const auto at = fs::last_write_time(backup / kNodeKey, error);
  if (error) return 0;
  const auto since = std::chrono::file_clock::to_sys(at).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

// A folder named by its moment, so that they sort as they were made.
std::string fresh_name(base::UtcMs now_ms) {
  return fmt::format("{}{:%Y%m%d-%H%M%S}", kPrefix,
                     fmt::gmtime(static_cast<std::time_t>(now_ms / 1000)));
}

bool is_inside(const fs::path& folder, const fs::path& of) {
  const fs::path relative =
      fs::weakly_canonical(folder).lexically_relative(fs::weakly_canonical(of));
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

struct PageCare::Known {
  struct Tried {
    base::UtcMs at_ms = 0;
    std::uint64_t entries = 0;
    std::string problem;
  };
  std::string folder;
  std::map<std::string, Tried> tried;  // by the backup's name
};

PageCare::PageCare(Tickets& tickets) : tickets_(tickets) {
  std::error_code ignored;
  fs::remove_all(trial(), ignored);
}

PageCare::~PageCare() {
  if (thread_.joinable()) thread_.join();
}

fs::path PageCare::trial() const {
  fs::path folder = tickets_.desk().house().path();
  folder += ".tried-restore";
  return folder;
}

PageCare::Known PageCare::read_known() {
  Known known;
  const base::Result<std::optional<std::string>> text = desk::kept(house(), kKept);
  if (!text || !*text) return known;
  boost::system::error_code error;
  const json::value all = json::parse(**text, error);
  if (error) return known;
  known.folder = all.at("folder").as_string();
  for (const auto& [name, one] : all.at("tried").as_object()) {
    known.tried[std::string(name)] = {one.at("at_ms").as_int64(),
                                      one.at("entries").to_number<std::uint64_t>(),
                                      std::string(one.at("problem").as_string())};
  }
  return known;
}

void PageCare::write_known(const Known& known) {
  json::object tried;
  for (const auto& [name, one] : known.tried) {
    tried[name] = {{"at_ms", one.at_ms}, {"entries", one.entries}, {"problem", one.problem}};
  }
  const json::object all{{"folder", known.folder}, {"tried", std::move(tried)}};
  desk::keep(house(), kKept, json::serialize(all));
}

Backups PageCare::shown() {
  Backups all;
  Known known;
  {
    const std::lock_guard lock(mutex_);
    known = read_known();
    all.verifying = verifying_;
  }
  all.folder = known.folder;
  if (!all.verifying.empty()) {
    fs::path making = trial();
    making += ".making";
    all.verified_bytes = size_of(making) + size_of(trial());
  }
  if (known.folder.empty()) return all;
  std::error_code error;
  for (const fs::directory_entry& one : fs::directory_iterator(known.folder, error)) {
    const std::string name = one.path().filename().string();
    if (!name.starts_with(kPrefix) || !fs::exists(one.path() / kNodeKey, error)) continue;
    const Known::Tried& tried = known.tried[name];
    all.rows.push_back({name, made_ms(one.path()), size_of(one.path()), tried.at_ms, tried.entries,
                        tried.problem});
  }
  std::ranges::sort(all.rows, std::greater(), &web::BackupRow::name);
  return all;
}

base::Result<Backups> PageCare::backups(const web::Caller& caller) {
  return tickets_.with<Backups>(caller, [&](const Session& session) -> base::Result<Backups> {
    base::Done allowed = session.require("backup");
    if (!allowed) return base::pass(allowed);
    return shown();
  });
}

base::Result<Backups> PageCare::set_folder(const web::Caller& caller, const std::string& folder) {
  return tickets_.with<Backups>(caller, [&](const Session& session) -> base::Result<Backups> {
    base::Done allowed = session.require("backup");
    if (!allowed) return base::pass(allowed);
    std::error_code error;
    const fs::path path(folder);
    const bool fits = path.is_absolute() && fs::is_directory(path, error) &&
                      !is_inside(path, house().path()) && ::access(path.c_str(), W_OK | X_OK) == 0;
    if (!fits) return base::refuse(Code::bad_value, {{"field", "folder"}});
    {
      const std::lock_guard lock(mutex_);
      Known now = read_known();
      now.folder = path.lexically_normal().string();
      write_known(now);
    }
    return shown();
  });
}

base::Result<Backups> PageCare::make(const web::Caller& caller) {
  return tickets_.with<Backups>(caller, [&](const Session& session) -> base::Result<Backups> {
    base::Done allowed = session.require("backup");
    if (!allowed) return base::pass(allowed);
    const std::lock_guard lock(making_);
    const std::string folder = shown().folder;
    // A disk that was taken out leaves no folder: none is made where nobody looks for it.
    if (folder.empty() || !fs::is_directory(folder)) {
      return base::refuse(Code::bad_value, {{"field", "folder"}});
    }
    base::Done done = desk::backup(tickets_.desk(), session,
                                   fs::path(folder) / fresh_name(house().clock().now_ms()));
    if (!done) return base::pass(done);
    return shown();
  });
}

// Only what shown() names can be tried, so that no path of a browser is followed.
base::Result<Backups> PageCare::verify(const web::Caller& caller, const std::string& name) {
  return tickets_.with<Backups>(caller, [&](const Session& session) -> base::Result<Backups> {
    base::Done allowed = session.require("restore");
    if (!allowed) return base::pass(allowed);
    const Backups all = shown();
    if (std::ranges::find(all.rows, name, &web::BackupRow::name) == all.rows.end()) {
      return base::refuse(Code::not_found, {{"what", "backup"}});
    }
    const std::lock_guard lock(trying_);
    {
      const std::lock_guard mine(mutex_);
      if (!verifying_.empty()) return base::refuse(Code::folder_busy, {{"folder", verifying_}});
      verifying_ = name;
    }
    if (thread_.joinable()) thread_.join();
    thread_ = std::thread([this, backup = fs::path(all.folder) / name, by = session.person().id] {
      try_restore(backup, by);
    });
    return shown();
  });
}

void PageCare::try_restore(const fs::path& backup, const base::UserId& by) {
  Known::Tried tried;
  try {
    const base::Result<desk::Restored> restored =
        desk::restore(backup, trial(), {&house().clock(), &house().random(), house().kdf()});
    if (restored) {
      tried.entries = restored->entries;
    } else {
      tried.problem = base::code_name(restored.error().code);
    }
  } catch (const base::Fault& fault) {
    tried.problem = base::code_name(fault.code());
  } catch (const std::exception&) {
    tried.problem = base::code_name(Code::internal);
  }
  std::error_code ignored;
  fs::remove_all(trial(), ignored);
  const std::lock_guard lock(mutex_);
  try {
    tried.at_ms = house().clock().now_ms();
    (void)tickets_.desk().audit().note({by, "restore", std::nullopt});
    Known now = read_known();
    now.tried[backup.filename().string()] = tried;
    write_known(now);
  } catch (const base::Fault&) {
    // A full disk: what came out is not kept, and the row goes on saying that it was never tried.
  }
  verifying_.clear();
}

base::Result<bool> PageCare::may_see_sessions(const web::Caller& caller) {
  return tickets_.with<bool>(caller, [](const Session& session) -> base::Result<bool> {
    base::Done allowed = session.require("people");
    if (!allowed) return base::pass(allowed);
    return true;
  });
}

base::Result<bool> PageCare::note_closing(const web::Caller& caller) {
  return tickets_.with<bool>(caller, [&](const Session& session) -> base::Result<bool> {
    base::Done allowed = session.require("people");
    if (!allowed) return base::pass(allowed);
    base::Done noted =
        tickets_.desk().audit().note({session.person().id, "people_change", std::nullopt});
    if (!noted) return base::pass(noted);
    return true;
  });
}

base::Result<bool> PageCare::recover(const web::Caller& caller, web::Recovery recovery) {
  return tickets_.with<bool>(caller, [&](const Session& session) -> base::Result<bool> {
    const crypto::Passphrase passphrase(recovery.passphrase);
    base::Done allowed = session.require("people");
    if (!allowed) return base::pass(allowed);
    base::Done noted =
        tickets_.desk().audit().note({session.person().id, "key_change", std::nullopt});
    if (!noted) return base::pass(noted);
    base::Done done = desk::recover(house(), recovery.cards, recovery.name, passphrase);
    if (!done) return base::pass(done);
    tickets_.desk().lock(recovery.name);
    return true;
  });
}

}  // namespace cli
