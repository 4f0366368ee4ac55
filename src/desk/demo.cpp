#include "desk/demo.h"

#include <atomic>
#include <thread>

#include "desk/demo_people.h"
#include "pack/embedded.h"

namespace desk {

namespace {

using base::Code;

constexpr const char* kFounder = "ines";
constexpr base::UtcMs kDayMs = 24 * 60 * 60 * 1000;

base::Result<DemoLists> read_lists() {
  base::Result<base::ByteView> section = pack::embedded().section("demo/people");
  if (!section) return base::pass(section);
  base::Result<codec::Value> value = codec::decode(*section);
  if (!value) return base::pass(value);
  return DemoLists::load(*value);
}

crypto::Passphrase demo_passphrase() {
  std::string text(kDemoPassphrase);
  return crypto::Passphrase(text);
}

// The coordinator first: she hands on what the founder may lose to a sealed team.
base::Result<std::vector<std::string>> add_staff(Desk& desk, const DemoLists& lists) {
  std::vector<std::string> staff{kFounder};
  base::Result<bool> added =
      desk.with<bool>(kFounder, [&](const Session& session) -> base::Result<bool> {
        for (const DemoLists::Staff& one : lists.staff) {
          if (one.user == kFounder) continue;
          base::Result<Added> person =
              add_person(desk.house(), session, {one.user, {one.role}}, demo_passphrase());
          if (!person) return base::pass(person);
          staff.push_back(one.user);
        }
        return true;
      });
  if (!added) return base::pass(added);
  return staff;
}

// The houses and their beds, written into the organisation's own case file.
base::Result<std::vector<DemoBed>> open_houses(Desk& desk, const Session& session,
                                               const DemoLists& lists) {
  const base::CaseId own = desk.house().organisation_case();
  const auto write = [&](const std::vector<RecordEdit>& edits) {
    return desk.cases().change(session, own, edits, base::SaveId::random(desk.house().random()));
  };
  std::vector<RecordEdit> sites;
  for (const DemoLists::Shelter& house : lists.houses) {
    sites.push_back({"site", std::nullopt, {{"name", house.name}, {"state", "open"}}});
  }
  if (sites.empty()) return std::vector<DemoBed>();
  const base::Result<Saved> opened = write(sites);
  if (!opened) return std::unexpected(opened.error());
  std::vector<DemoBed> beds;
  std::vector<RecordEdit> edits;
  for (std::size_t i = 0; i < lists.houses.size(); ++i) {
    for (const DemoLists::Room& room : lists.houses[i].rooms) {
      for (std::int64_t number = 1; number <= room.beds; ++number) {
        const std::string name =
            room.name.substr(0, 1) + "-" + std::to_string(100 + number).substr(1);
        RecordEdit bed{"bed",
                       std::nullopt,
                       {{"site", codec::Value::bytes(opened->records[i].bytes())},
                        {"room", room.name},
                        {"name", name}}};
        for (const std::string& whom : room.for_whom) bed.fields.push_back({"for_whom", whom});
        edits.push_back(std::move(bed));
        beds.push_back({opened->records[i], base::RecordId::none(), room.for_whom});
      }
    }
  }
  const base::Result<Saved> made = write(edits);
  if (!made) return std::unexpected(made.error());
  for (std::size_t i = 0; i < beds.size(); ++i) beds[i].id = made->records[i];
  return beds;
}

// Everything one writer needs to make its share of the children; its own random, so that the order
// of threads does not matter.
struct Share {
  std::uint64_t first;
  std::uint64_t last;
};

class Writers {
 public:
  Writers(Desk& desk, const Session& session, const DemoLists& lists, const Demo& demo,
          std::vector<DemoBed> beds)
      : desk_(desk), session_(session), lists_(lists), demo_(demo) {
    const std::chrono::sys_time<std::chrono::milliseconds> now(
        std::chrono::milliseconds(desk.house().clock().now_ms()));
    today_ = std::chrono::floor<std::chrono::days>(now);
    give_beds(std::move(beds), now.time_since_epoch().count());
  }

  base::Done run() {
    const auto count = static_cast<std::uint64_t>(std::max(1, demo_.writers));
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < count; ++i) {
      threads.emplace_back([this, i, count] { write(i, count); });
    }
    for (std::thread& thread : threads) thread.join();
    if (fault_) std::rethrow_exception(fault_);
    if (refused_) return std::unexpected(*refused_);
    return {};
  }

 private:
  // Nine beds in ten are taken. Before the writers begin, so that who sleeps where follows from the
  // seed alone; the last
  // one given a bed shares the first one's: two people on one bed.
  void give_beds(std::vector<DemoBed> beds, base::UtcMs now_ms) {
    const std::size_t taken = beds.size() * 9 / 10;
    for (std::uint64_t child = 0; child < demo_.children && stays_.size() < taken; ++child) {
      base::SeededRandom random(demo_.seed * 1'000'003 + child);
      (void)base::SaveId::random(random);
      const base::UtcMs since_ms = now_ms - static_cast<base::UtcMs>(child % 14) * kDayMs;
      std::optional<RecordEdit> stay =
          give_bed(invent_child(lists_, random, today_), beds, since_ms);
      if (stay) stays_.emplace(child, std::move(*stay));
    }
    if (stays_.size() > 1) std::prev(stays_.end())->second = stays_.begin()->second;
  }
  std::vector<RecordEdit> records_of(std::uint64_t child, base::SeededRandom& random) const {
    std::vector<RecordEdit> records = invent_child(lists_, random, today_);
    const auto stay = stays_.find(child);
    if (stay != stays_.end()) records.push_back(stay->second);
    std::optional<RecordEdit> task = invent_task(lists_, random, today_);
    if (task) records.push_back(std::move(*task));
    return records;
  }
  void write(std::uint64_t first, std::uint64_t step) {
    try {
      for (std::uint64_t child = first; child < demo_.children && !failed_; child += step) {
        base::SeededRandom random(demo_.seed * 1'000'003 + child);
        const base::SaveId save = base::SaveId::random(random);
        base::Result<CaseFiles::Made> made =
            desk_.cases().create(session_, {"child", records_of(child, random)}, save);
        if (!made) return fail(std::move(made.error()));
      }
    } catch (const std::exception&) {
      const std::lock_guard lock(mutex_);
      if (!fault_) fault_ = std::current_exception();
      failed_ = true;
    }
  }
  void fail(base::Refusal refusal) {
    const std::lock_guard lock(mutex_);
    if (!refused_) refused_ = std::move(refusal);
    failed_ = true;
  }

  Desk& desk_;
  const Session& session_;
  const DemoLists& lists_;
  const Demo& demo_;
  base::Day today_;
  std::map<std::uint64_t, RecordEdit> stays_;  // by the child's number
  std::mutex mutex_;
  std::atomic<bool> failed_ = false;
  std::optional<base::Refusal> refused_;
  std::exception_ptr fault_;
};

}  // namespace

base::Result<DemoMade> make_demo(const std::filesystem::path& folder, const Demo& demo,
                                 const Seams& given) {
  base::Result<DemoLists> lists = read_lists();
  if (!lists) return base::pass(lists);
  Seams seams = given;
  seams.kdf = crypto::kKdfTest;
  base::Result<Founded> founded = found(
      folder, {"Casa Amparo (demostración)", kFounder, {"administrator", "coordinator"}, true},
      demo_passphrase(), seams);
  if (!founded) return base::pass(founded);
  base::Result<std::unique_ptr<Desk>> desk = Desk::open(folder, seams);
  if (!desk) return base::pass(desk);
  base::Done unlocked = (*desk)->unlock(kFounder, demo_passphrase());
  if (!unlocked) return base::pass(unlocked);
  base::Result<std::vector<std::string>> staff = add_staff(**desk, *lists);
  if (!staff) return base::pass(staff);
  base::Result<bool> written =
      (*desk)->with<bool>(kFounder, [&](const Session& session) -> base::Result<bool> {
        base::Result<std::vector<DemoBed>> beds = open_houses(**desk, session, *lists);
        if (!beds) return base::pass(beds);
        base::Done done = Writers(**desk, session, *lists, demo, std::move(*beds)).run();
        if (!done) return base::pass(done);
        return true;
      });
  if (!written) return base::pass(written);
  return DemoMade{demo.children, std::move(*staff)};
}

}  // namespace desk
