// The finder over invented services, beside a plain scan of all of them in the same run.
//
//   directory_bench [services]      50,000 without an argument
//
// Times are processor time of one thread, in milliseconds.
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>

#include <fmt/format.h>

#include "directory/finder.h"

namespace {

double now_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

class Invented {
 public:
  explicit Invented(std::size_t services) {
    for (std::size_t i = 0; i < services; i += 5) {
      directory::Organisation one;
      one.id = std::to_string(i);
      one.name = "Organización " + one.id;
      one.country = "MX";
      for (std::size_t k = 0; k < 5; ++k) one.services.push_back(service(i + k));
      all.push_back(std::move(one));
    }
  }

  directory::Ask ask() {
    static const char* kLanguages[] = {"mam", "quc", "spa", "kek"};
    directory::Ask out;
    for (int i = 0; i < 3; ++i) out.codes.insert("code" + std::to_string(below(12)));
    out.where = point();
    out.now_ms = 1'795'000'000'000 + below(7 * 24) * 3'600'000LL;
    out.language = kLanguages[below(4)];
    out.child.age = below(18);
    out.child.sex = below(2) == 0 ? "female" : "male";
    out.child.pregnant = false;
    return out;
  }

  std::vector<directory::Organisation> all;

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  directory::Point point() { return {14.5 + below(3500) / 100.0, -117.0 + below(4000) / 100.0}; }

  directory::Service service(std::size_t i) {
    static const char* kZones[] = {"America/Mexico_City", "America/Tijuana", "America/Chicago"};
    directory::Service out;
    out.id = std::to_string(i);
    out.code = "code" + std::to_string(below(12));
    out.zone = kZones[below(3)];
    out.point = point();
    for (int day = 1; day <= 5; ++day) out.hours.weekly.push_back({day, 540, 1080});
    out.languages = {{"spa", "", directory::Mode::staff}, {"mam", "", directory::Mode::phone}};
    out.eligibility.min_age = below(10);
    out.eligibility.max_age = 10 + below(10);
    if (below(3) == 0) out.eligibility.sexes = {"female"};
    out.verified[directory::Field::hours] = {"x", "call", 1'794'000'000'000};
    return out;
  }

  std::mt19937 random_{7};
};

// What the finder does, without its index: every service is looked at, its zone looked up by name,
// and all that fit are sorted.
std::size_t plain_scan(const std::vector<directory::Organisation>& all, const directory::Ask& ask) {
  std::vector<std::pair<double, const directory::Service*>> found;
  for (const directory::Organisation& one : all) {
    for (const directory::Service& service : one.services) {
      if (!ask.codes.contains(service.code)) continue;
      const directory::Eligibility& e = service.eligibility;
      if (*ask.child.age < *e.min_age || *ask.child.age > *e.max_age) continue;
      if (!e.sexes.empty() && e.sexes.front() != *ask.child.sex) continue;
      const base::Zone zone = base::Zone::named(service.zone).value();
      const auto open = directory::open_at(service.hours, zone.local(ask.now_ms));
      const double km = directory::distance_km(*service.point, *ask.where);
      found.emplace_back(open.state == directory::OpenState::open ? km : km + 1e6, &service);
    }
  }
  std::ranges::sort(found);
  return found.size();
}

template <class Act>
void measure(const char* what, int times, const Act& act) {
  std::vector<double> taken;
  std::size_t found = 0;
  for (int i = 0; i < times; ++i) {
    const double from = now_ms();
    found += act(i);
    taken.push_back(now_ms() - from);
  }
  std::ranges::sort(taken);
  const auto at = [&](double share) {
    return taken[static_cast<std::size_t>(share * static_cast<double>(taken.size() - 1))];
  };
  fmt::print("{:<12} p50 {:6.2f} ms   p95 {:6.2f} ms   p99 {:6.2f} ms   ({} found)\n", what,
             at(0.5), at(0.95), at(0.99), found);
}

}  // namespace

int main(int argc, char** argv) {
  const auto services = static_cast<std::size_t>(argc > 1 ? std::atoi(argv[1]) : 50'000);
  Invented invented(services);
  std::vector<directory::Ask> asks;
  for (int i = 0; i < 200; ++i) asks.push_back(invented.ask());
  const directory::Index index = directory::Index::make(invented.all, {}).value();
  fmt::print("{} services, {} questions\n", index.size(), asks.size());
  const auto ask = [&](int i) -> const directory::Ask& {
    return asks[static_cast<std::size_t>(i)];
  };
  measure("plain scan", 200, [&](int i) { return plain_scan(invented.all, ask(i)); });
  measure("finder", 200, [&](int i) { return index.find(ask(i)).found_in_all; });
}
