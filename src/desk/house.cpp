#include "desk/house.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

#include "crypto/hash.h"
#include "desk/foreign_catalogue.h"
#include "desk/gates.h"
#include "desk/signing.h"
#include "pack/embedded.h"
#include "views/snapshot.h"

namespace desk {

namespace {

using base::Code;

constexpr std::string_view kNodeKeyFile = "node.key";
// The greatest time seen is kept this often, so that a clock set back by days is noticed after a
// restart too.
constexpr std::uint64_t kKeepClockEveryMs = 10 * 60 * 1000;

// No record is older than this program: a dead clock battery says 1970 or the board's year.
constexpr std::int64_t kFirstDayMs = 1'767'225'600'000;  // 2026-01-01
constexpr std::int64_t kMaxRestMs = 366LL * 24 * 60 * 60 * 1000;

// YYYY-MM-DD in UTC.
std::string day_of(std::int64_t ms) {
  const auto day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms)));
  const std::chrono::year_month_day date(day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

base::Bytes clock_key() {
  const base::ByteView key = base::as_bytes("clock");
  return {key.begin(), key.end()};
}

base::Bytes identity_key() {
  const base::ByteView key = base::as_bytes("identity");
  return {key.begin(), key.end()};
}

void write_secret_file(const std::filesystem::path& path, base::ByteView bytes) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) throw base::Fault(Code::disk_error, "node.key cannot be made");
  const bool written = write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  const bool synced = fsync(fd) == 0;
  close(fd);
  if (!written || !synced) throw base::Fault(Code::disk_full, "node.key cannot be written");
}

base::Result<IdentityRow> read_identity(ledger::KeyStore& keys, const NodeSecret& secret) {
  const std::optional<base::Bytes> bytes = keys.get(ledger::KeyTable::node, identity_key());
  if (!bytes) return base::refuse(Code::folder_foreign, {{"file", "keys.db"}});
  base::Result<IdentityRow> row = decode_identity(*bytes);
  if (!row) return row;
  const bool rooted =
      crypto::verify(row->root, crypto::SignDomain::roster, signed_part(*row), row->signature);
  if (!rooted || row->node_key != secret.signing().verify_key()) {
    return base::refuse(Code::roster_invalid);
  }
  return row;
}

crypto::Secret derived(const crypto::Secret& secret, std::string_view label) {
  return crypto::derive(secret, label, {});
}

}  // namespace

NodeSecret::NodeSecret(const crypto::Secret& secret)
    : signing_(crypto::SigningKey::from_seed(derived(secret, "amparo/node-sig"))),
      mark_(crypto::MarkKey::from_secret(derived(secret, "amparo/node-mrk"))),
      team_(crypto::TeamKey::from_secret(derived(secret, "amparo/node-team"))) {}

NodeSecret NodeSecret::create(const std::filesystem::path& folder, base::Random& random) {
  const crypto::Secret secret = crypto::Secret::random(random);
  write_secret_file(folder / kNodeKeyFile, secret.reveal());
  return NodeSecret(secret);
}

base::Result<NodeSecret> NodeSecret::open(const std::filesystem::path& folder) {
  std::ifstream file(folder / kNodeKeyFile, std::ios::binary);
  if (!file) return base::refuse(Code::node_key_missing);
  std::array<char, crypto::kKeySize + 1> buffer{};
  file.read(buffer.data(), buffer.size());
  if (file.gcount() != static_cast<std::streamsize>(crypto::kKeySize)) {
    return base::refuse(Code::folder_foreign, {{"file", std::string(kNodeKeyFile)}});
  }
  const std::span bytes(reinterpret_cast<std::uint8_t*>(buffer.data()), crypto::kKeySize);
  NodeSecret secret(crypto::Secret::copy_of(bytes));
  crypto::wipe(bytes);
  return secret;
}

base::Result<casefile::Catalogue> read_catalogue(const pack::Pack& pack) {
  base::Result<base::ByteView> records = pack.section("records");
  base::Result<base::ByteView> codes = pack.section("codes");
  base::Result<base::ByteView> retention = pack.section("retention");
  if (!records) return base::pass(records);
  if (!codes) return base::pass(codes);
  if (!retention) return base::pass(retention);
  return casefile::Catalogue::load(*records, *codes, *retention);
}

base::Result<Policy> read_policy(const pack::Pack& pack) {
  std::array<codec::Value, 2> values;
  for (const auto& [name, value] :
       {std::pair{"policy/teams", &values[0]}, std::pair{"policy/roles", &values[1]}}) {
    base::Result<base::ByteView> section = pack.section(name);
    if (!section) return base::pass(section);
    base::Result<codec::Value> decoded = codec::decode(*section);
    if (!decoded) return base::pass(decoded);
    *value = std::move(*decoded);
  }
  return Policy::load(values[0], values[1]);
}

base::Result<std::unique_ptr<House>> House::open(const std::filesystem::path& path,
                                                 const Seams& seams) {
  crypto::init();
  base::Result<std::unique_ptr<store::Folder>> folder = store::Folder::open(path);
  if (!folder) return base::pass(folder);
  base::Result<NodeSecret> secret = NodeSecret::open(path);
  if (!secret) return base::pass(secret);
  base::Result<IdentityRow> identity = read_identity((*folder)->keys(), *secret);
  if (!identity) return base::pass(identity);
  base::Result<casefile::Catalogue> catalogue = read_catalogue(pack::embedded());
  if (!catalogue) return base::pass(catalogue);
  base::Result<Policy> policy = read_policy(pack::embedded());
  if (!policy) return base::pass(policy);

  std::unique_ptr<House> house(new House(path, seams, std::move(*secret), std::move(*identity),
                                         std::move(*catalogue), std::move(*policy)));
  house->folder_ = std::move(*folder);
  base::Done started = house->start();
  if (!started) return base::pass(started);
  return house;
}

House::House(std::filesystem::path path, const Seams& seams, NodeSecret secret,
             IdentityRow identity, casefile::Catalogue catalogue, Policy policy)
    : path_(std::move(path)),
      seams_(seams),
      random_(*seams.random),
      secret_(std::move(secret)),
      identity_(std::move(identity)),
      catalogue_(std::move(catalogue)),
      policy_(std::move(policy)),
      signatures_(std::make_unique<Signers>(*this)),
      signer_(secret_.signing()),
      hybrid_(*seams.clock, {}) {}

// A pack that cannot be used is no reason to keep an organisation from its case files.
void House::choose_catalogue() {
  auto foreign = catalogue_in_force(*this);
  if (!foreign) {
    catalogue_problem_ = std::move(foreign.error());
  } else if (*foreign) {
    foreign_pack_ = std::move((*foreign)->pack);
    catalogue_ = std::move((*foreign)->catalogue);
  }
}

const pack::Pack& House::pack() const {
  return foreign_pack_ ? *foreign_pack_ : pack::embedded();
}

base::Done House::read_gates() {
  base::Result<base::ByteView> section = pack::embedded().section("policy/gates");
  if (!section) return base::pass(section);
  base::Result<codec::Value> value = codec::decode(*section);
  if (!value) return base::pass(value);
  base::Result<Gates> gates = Gates::load(*value, catalogue_);
  if (!gates) return base::pass(gates);
  gates_ = std::make_unique<const Gates>(std::move(*gates));
  return {};
}

House::~House() = default;

base::Done House::start() {
  choose_catalogue();
  base::Done gates = read_gates();
  if (!gates) return gates;
  roster_.add(identity_.node, identity_.node_key);
  ledger::Identity identity{identity_.node,  &signer_,     &roster_,
                            &secret_.mark(), seams_.clock, &random_};
  ledger_ = std::make_unique<ledger::Ledger>(folder_->store(), identity);
  capsules_ = std::make_unique<views::Capsules>(*ledger_, random_);
  restore_clock();
  return ledger_->start();
}

void House::restore_clock() {
  const std::optional<base::Bytes> kept = keys().get(ledger::KeyTable::node, clock_key());
  if (!kept) return;
  const base::Result<codec::Value> value = codec::decode(*kept);
  if (!value || value->as_int() == nullptr) return;
  kept_clock_ms_ = static_cast<std::uint64_t>(*value->as_int());
  hybrid_.observe({kept_clock_ms_, 0});
}

base::Done House::plausible_clock() const {
  const std::int64_t now = seams_.clock->now_ms();
  const auto last = static_cast<std::int64_t>(hybrid_.last().ms);
  if (now < kFirstDayMs) return base::refuse(Code::clock_behind);
  if (last == 0 || now <= last + kMaxRestMs) return {};
  return base::refuse(Code::clock_ahead, {{"today", day_of(now)}, {"last", day_of(last)}});
}

base::Result<base::Hlc> House::tick(base::Hlc after) {
  base::Result<base::Hlc> now;
  bool keep = false;
  {
    const std::lock_guard lock(clock_mutex_);
    base::Done plausible = plausible_clock();
    if (!plausible) return base::pass(plausible);
    if (!hybrid_.is_future(after)) hybrid_.observe(after);
    now = hybrid_.tick();
    if (now && now->ms >= kept_clock_ms_ + kKeepClockEveryMs) {
      kept_clock_ms_ = now->ms;
      keep = true;
    }
  }
  if (keep) keep_clock(now->ms);
  return now;
}

base::Done House::confirm_clock(std::string_view date) {
  const std::lock_guard lock(clock_mutex_);
  const std::int64_t now = seams_.clock->now_ms();
  if (now < kFirstDayMs) return base::refuse(Code::clock_behind);
  if (day_of(now) != date) {
    return base::refuse(Code::bad_date, {{"text", std::string(date)}});
  }
  hybrid_.observe({static_cast<std::uint64_t>(now), 0});
  kept_clock_ms_ = hybrid_.last().ms;
  keep_clock(kept_clock_ms_);
  return {};
}

void House::keep_clock(std::uint64_t ms) {
  const codec::Value value(static_cast<std::int64_t>(ms));
  commit_keys({{{ledger::KeyTable::node, clock_key(), codec::encode(value)}}, {}, {}});
}

void House::commit_keys(const ledger::KeyBatch& batch) {
  key_writer_.commit(keys(), batch);
}

void House::KeyWriter::commit(ledger::KeyStore& keys, const ledger::KeyBatch& batch) {
  Waiting mine{&batch, false, nullptr};
  std::unique_lock lock(mutex_);
  queue_.push_back(&mine);
  while (!mine.done) {
    if (writing_) {
      done_.wait(lock);
    } else {
      write_all(keys, lock);
    }
  }
  if (mine.failed) std::rethrow_exception(mine.failed);
}

void House::KeyWriter::write_all(ledger::KeyStore& keys, std::unique_lock<std::mutex>& lock) {
  writing_ = true;
  std::vector<Waiting*> taken;
  taken.swap(queue_);
  lock.unlock();
  // Order matters within one caller's batch alone: callers that wait together touch different rows
  // or would race anyway.
  ledger::KeyBatch all;
  for (const Waiting* waiting : taken) {
    const ledger::KeyBatch& one = *waiting->batch;
    all.puts.insert(all.puts.end(), one.puts.begin(), one.puts.end());
    all.erasures.insert(all.erasures.end(), one.erasures.begin(), one.erasures.end());
    all.erase_under.insert(all.erase_under.end(), one.erase_under.begin(), one.erase_under.end());
  }
  std::exception_ptr failed;
  try {
    keys.commit(all);
  } catch (const std::exception&) {
    failed = std::current_exception();
  }
  lock.lock();
  for (Waiting* waiting : taken) {
    waiting->failed = failed;
    waiting->done = true;
  }
  writing_ = false;
  done_.notify_all();
}

void House::forget_views(const base::CaseId& case_id) {
  capsules_->drop(case_id);
  for (const std::shared_ptr<views::Index>& index : indexes_.all()) index->remove(case_id);
  for (const Team& each : policy_.teams()) {
    for (const base::Compartment compartment : each.compartments) {
      views::drop_snapshot({team(each.id), compartment}, ledger_->store());
    }
  }
}

std::mutex& House::mutex_of(const base::CaseId& case_id) {
  return case_mutexes_[std::hash<base::CaseId>()(case_id) % case_mutexes_.size()];
}

base::TeamId House::node_team() const {
  return *base::TeamId::from_bytes(identity_.node.bytes());
}

base::CaseId House::organisation_case() const {
  const crypto::Hash hash = crypto::blake2b("amparo/org-case", {identity_.org.bytes()});
  return *base::CaseId::from_bytes(base::ByteView(hash).first(base::CaseId::kSize));
}

}  // namespace desk
