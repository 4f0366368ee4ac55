#include "main/first_run.h"

#include <array>
#include <atomic>
#include <iostream>

#include "base/names.h"
#include "desk/care.h"
#include "desk/foundation.h"
#include "main/dispatch.h"
#include "main/process.h"
#include "net/server.h"
#include "web/log_in_gate.h"
#include "web/page_blob.h"
#include "web/service_first.h"
#include "web/site.h"

namespace cli {

namespace {

using base::Code;

constexpr int kLookForStopMs = 200;
constexpr std::size_t kLongestName = 200;
// Printing cards and carrying them away takes its time.
constexpr std::int64_t kIdleMs = 2 * 60 * 60 * 1000;
// Without letters and digits that are read for another.
constexpr std::string_view kCodeLetters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
constexpr std::size_t kCodeLength = 8;
// The first words of a card say which cards belong together: most are the same on all three.
constexpr std::size_t kSharedWords = 12;

// Uniform below `bound`, which is small.
std::size_t below(base::Random& random, std::size_t bound) {
  std::uint8_t byte = 0;
  do {
    random.fill({&byte, 1});
  } while (byte >= 256 / bound * bound);
  return byte % bound;
}

std::string fresh_code(base::Random& random) {
  std::string code;
  for (std::size_t i = 0; i < kCodeLength; ++i) {
    code += kCodeLetters[below(random, kCodeLetters.size())];
  }
  return code;
}

// As it is shown: AAAA-BBBB. As it is compared: capitals without what parts them.
std::string shown(const std::string& code) {
  return code.substr(0, kCodeLength / 2) + "-" + code.substr(kCodeLength / 2);
}
std::string plain(const std::string& typed) {
  std::string code;
  for (const char letter : typed) {
    if (letter == '-' || letter == ' ') continue;
    code += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return code;
}

std::vector<std::string> words_of(const std::string& card) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < card.size();) {
    const std::size_t end = std::min(card.find(' ', at), card.size());
    if (end > at) words.push_back(card.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

// Case and accents do not matter, as when a card is read back.
bool same_word(const std::string& word, const std::string& typed) {
  return !typed.empty() && base::fold(word) == base::fold(typed);
}

// Before there is an organisation nobody can sign in and there is nothing to see.
class NoHouse : public web::Service {
 public:
  bool is_demo() override { return false; }
  std::vector<web::DemoRole> demo_roles() override { return {}; }
  base::Result<web::LoggedIn> log_in(const web::LogIn&, const web::SessionKey&) override {
    return none();
  }
  base::Result<web::LoggedIn> log_in_demo(const std::string&, const web::SessionKey&) override {
    return none();
  }
  void log_out(const web::Caller&) override {}
  base::Result<web::Who> who(const web::Caller&) override { return none(); }
  base::Result<web::Catalogue> catalogue(const web::Caller&) override { return none(); }
  base::Result<web::CasePage> cases(const web::Caller&, const web::CaseQuery&) override {
    return none();
  }
  base::Result<web::CaseFile> case_file(const web::Caller&, const std::string&) override {
    return none();
  }
  base::Result<web::HistoryPage> history(const web::Caller&, const std::string&,
                                         const std::string&) override {
    return none();
  }
  base::Result<web::CaseRow> create_case(const web::Caller&, const web::Arrival&,
                                         base::SaveId) override {
    return none();
  }
  base::Result<web::Record> save_record(const web::Caller&, const std::string&,
                                        const web::SaveRecord&, base::SaveId) override {
    return none();
  }
  base::Result<std::vector<web::Task>> tasks(const web::Caller&) override { return none(); }

 private:
  static std::unexpected<base::Refusal> none() { return base::refuse(Code::not_found); }
};

class FirstRun : public web::FirstRunService {
 public:
  FirstRun(const Messages& messages, const Request& request)
      : messages_(messages),
        request_(request),
        folder_(request.option("dir")),
        seams_(seams_of(request)),
        gate_(*seams_.clock),
        code_(fresh_code(*seams_.random)) {}

  std::string code() {
    const std::lock_guard lock(mutex_);
    return shown(code_);
  }
  bool made() const { return made_; }

  base::Result<bool> enter(const std::string& typed) override {
    base::Result<web::LogInGate::Leave> leave = gate_.enter("");
    if (!leave) return base::pass(leave);
    const std::lock_guard lock(mutex_);
    if (plain(typed) != code_) {
      gate_.failed("");
      return base::refuse(Code::bad_value, {{"field", "code"}});
    }
    gate_.succeeded("");
    code_ = fresh_code(*seams_.random);
    // Another browser, or the same one after it was closed, asks for the next one.
    std::cout << messages_.say(request_.language, "node.next_code", {{"code", shown(code_)}})
              << std::endl;
    return true;
  }

  web::FirstRunState state() override {
    const std::lock_guard lock(mutex_);
    return state_now();
  }

  base::Result<web::FirstRunState> make(web::NewOrganisation what, base::SaveId save) override {
    const crypto::Passphrase passphrase(what.passphrase);
    const std::lock_guard lock(mutex_);
    if (made_ || (foundation_ && made_by_ == save)) return state_now();
    if (base::fold(what.organisation).empty() || what.organisation.size() > kLongestName) {
      return base::refuse(Code::bad_value, {{"field", "organisation"}});
    }
    foundation_.reset();
    base::Result<desk::Foundation> prepared =
        desk::Foundation::prepare(folder_, {what.organisation, what.user}, passphrase, seams_);
    if (!prepared) return base::pass(prepared);
    foundation_.emplace(std::move(*prepared));
    made_by_ = save;
    organisation_ = what.organisation;
    choose_words();
    return state_now();
  }

  void drop() override {
    const std::lock_guard lock(mutex_);
    foundation_.reset();
  }

  base::Result<web::FirstRunState> settle(const std::vector<std::string>& words) override {
    const std::lock_guard lock(mutex_);
    if (made_) return state_now();
    if (!foundation_ || words.size() != asked_.size()) return base::refuse(Code::bad_share);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::vector<std::string> card =
          words_of(foundation_->cards()[static_cast<std::size_t>(asked_[i].card - 1)]);
      if (!same_word(card[static_cast<std::size_t>(asked_[i].word - 1)], words[i])) {
        return base::refuse(Code::bad_share);
      }
    }
    foundation_->settle();
    foundation_.reset();
    made_ = true;
    return state_now();
  }

  base::Result<web::FirstRunState> restore(const std::string& backup) override {
    const std::lock_guard lock(mutex_);
    if (made_) return state_now();
    foundation_.reset();
    base::Result<desk::Restored> restored = desk::restore(backup, folder_, seams_);
    if (!restored) return base::pass(restored);
    made_ = true;
    return state_now();
  }

 private:
  web::FirstRunState state_now() const {
    if (made_) return {.stage = "made"};
    if (!foundation_) return {};
    return {.stage = "cards",
            .organisation = organisation_,
            .cards = foundation_->cards(),
            .asked = asked_};
  }

  // A word of each of two cards: who types them has both before her.
  void choose_words() {
    const std::vector<std::string>& cards = foundation_->cards();
    const std::size_t left_out = below(*seams_.random, cards.size());
    asked_.clear();
    for (std::size_t i = 0; i < cards.size(); ++i) {
      if (i == left_out) continue;
      const std::size_t own = words_of(cards[i]).size() - kSharedWords;
      const std::size_t word = kSharedWords + below(*seams_.random, own);
      asked_.push_back({static_cast<int>(i + 1), static_cast<int>(word + 1)});
    }
  }

  const Messages& messages_;
  const Request& request_;
  const std::filesystem::path folder_;
  const desk::Seams seams_;
  web::LogInGate gate_;
  std::mutex mutex_;
  std::string code_;
  std::optional<desk::Foundation> foundation_;
  base::SaveId made_by_ = base::SaveId::none();
  std::string organisation_;
  std::vector<web::CardPlace> asked_;
  std::atomic<bool> made_ = false;
};

}  // namespace

bool is_first_run(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return !error;
  return std::filesystem::is_directory(folder, error) && std::filesystem::is_empty(folder, error);
}

std::optional<std::uint16_t> run_first(const Messages& messages, const Request& request,
                                       const Listening& listening) {
  crypto::init();
  NoHouse house;
  FirstRun first(messages, request);
  const web::Assets assets = page_assets();
  const web::Sentences sentences = page_sentences(messages);
  web::SiteOptions options;
  options.sessions.idle_ms = kIdleMs;
  web::Site site({.house = house, .first_run = &first}, assets, sentences, base::system_clock(),
                 base::system_random(), std::move(options));
  net::Options net_options;
  net_options.address = listening.address;
  net_options.port = listening.port;
  net::Server server(net_options, site);
  server.start();
  const std::uint16_t port = server.port();
  std::cout << messages.say(request.language, "node.first_run",
                            {{"address", "http://localhost:" + std::to_string(port)},
                             {"folder", request.option("dir")},
                             {"code", first.code()}})
            << std::endl;
  while (!first.made()) {
    if (stop_came(kLookForStopMs)) return std::nullopt;
  }
  server.stop();
  return port;
}

}  // namespace cli
