#include "desk/demo.h"

#include <atomic>
#include <thread>

#include "desk/demo_people.h"
#include "pack/embedded.h"

namespace desk {

namespace {

using base::Code;

constexpr const char* kFounder = "ines";

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

// Everything one writer needs to make its share of the children; its own random, so that the order
// of threads does not matter.
struct Share {
  std::uint64_t first;
  std::uint64_t last;
};

class Writers {
 public:
  Writers(Desk& desk, const Session& session, const DemoLists& lists, const Demo& demo)
      : desk_(desk), session_(session), lists_(lists), demo_(demo) {
    const std::chrono::sys_time<std::chrono::milliseconds> now(
        std::chrono::milliseconds(desk.house().clock().now_ms()));
    today_ = std::chrono::floor<std::chrono::days>(now);
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
  void write(std::uint64_t first, std::uint64_t step) {
    try {
      for (std::uint64_t child = first; child < demo_.children && !failed_; child += step) {
        base::SeededRandom random(demo_.seed * 1'000'003 + child);
        const base::SaveId save = base::SaveId::random(random);
        base::Result<CaseFiles::Made> made =
            desk_.cases().create(session_, {"child", invent_child(lists_, random, today_)}, save);
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
        base::Done done = Writers(**desk, session, *lists, demo).run();
        if (!done) return base::pass(done);
        return true;
      });
  if (!written) return base::pass(written);
  return DemoMade{demo.children, std::move(*staff)};
}

}  // namespace desk
