#include "main/directory_book.h"

#include "desk/directory_case.h"
#include "desk/statements.h"
#include "main/field_json.h"

namespace cli {

namespace {

using base::Compartment;
using desk::CaseView;

// How far each stream of the case file goes: changes with every entry, whoever wrote it.
std::string entries_of(desk::House& house, const base::CaseId& id) {
  std::string stamp = "-";
  for (const ledger::StreamRow& stream : house.ledger().streams_of_case(id)) {
    stamp += " " + std::to_string(stream.no) + ":" + std::to_string(stream.next_seq);
  }
  return stamp;
}

base::Result<std::shared_ptr<const Book>> book_of(listing::Listing listing,
                                                  const directory::Places& places) {
  auto index = directory::Index::make(std::move(listing.organisations), places);
  if (!index) return std::unexpected(index.error());
  listing.organisations.clear();
  return std::make_shared<const Book>(std::move(listing), std::move(*index));
}

}  // namespace

DirectoryBook::DirectoryBook(desk::Desk& desk, const directory::Seed& seed)
    : desk_(desk), house_(desk.house()), seed_(seed), pack_(seed.study) {
  pack_.insert(pack_.end(), seed.authorities.begin(), seed.authorities.end());
  listing::Listing listing;
  listing.organisations = pack_;
  auto bare = book_of(std::move(listing), seed.places);
  if (!bare) throw base::Fault(base::Code::internal, "the pack's directory cannot be read");
  bare_ = *bare;
}

listing::Listing DirectoryBook::gather(const CaseView& view) const {
  UserNames names(house_);
  const listing::People people{
      [&](const base::UserId& user) { return names.of(user); },
      [&](const base::UserId& user, base::ByteView words, base::ByteView signature) {
        return desk::is_statement_of(house_, user, words, signature);
      }};
  return listing::gather({house_.catalogue(), seed_.places, pack_, people}, view.id(),
                         view.folded(Compartment::ops), house_.clock().now_ms());
}

base::Result<CaseView> DirectoryBook::view(const desk::Session& session) const {
  if (!session.holds(Compartment::ops)) {
    return base::refuse(base::Code::not_found, {{"what", "case"}});
  }
  return CaseView::open(house_, session, desk::directory_case(house_), {Compartment::ops});
}

base::Result<std::shared_ptr<const Book>> DirectoryBook::open(const desk::Session& session) {
  // Asked before the entries are read: what comes between is read the next time.
  const std::string stamp = entries_of(house_, desk::directory_case(house_));
  if (session.case_keys(desk::directory_case(house_), Compartment::ops).empty()) return bare_;
  {
    const std::lock_guard lock(mutex_);
    if (kept_ && stamp_ == stamp) return kept_;
  }
  const base::Result<CaseView> view = this->view(session);
  if (!view) return bare_;
  auto book = book_of(gather(*view), seed_.places);
  if (!book) return book;
  const std::lock_guard lock(mutex_);
  stamp_ = stamp;
  kept_ = *book;
  return book;
}

base::Done DirectoryBook::make_case(const desk::Session& session) {
  if (view(session)) return {};
  const auto made =
      desk_.cases().create(session, {"organisation", {}}, desk::directory_save(house_));
  if (!made) return std::unexpected(made.error());
  return {};
}

base::Result<desk::Saved> DirectoryBook::change(const desk::Session& session, const Edits& edits,
                                                const base::SaveId& save, const Check& check) {
  base::Done ready = make_case(session);
  if (!ready) return std::unexpected(ready.error());
  return desk_.cases().change(
      session, desk::directory_case(house_),
      [&](const CaseView& view) { return edits(view, gather(view)); }, save,
      [&](const CaseView& after, const std::vector<base::RecordId>& written) -> base::Done {
        for (const listing::Flag& flag : gather(after).flags) {
          if (std::ranges::find(written, flag.record) == written.end()) continue;
          return base::refuse(base::Code::bad_value, {{"field", flag.field}, {"why", flag.why}});
        }
        return check ? check(after) : base::Done();
      });
}

void DirectoryBook::forget() {
  const std::lock_guard lock(mutex_);
  stamp_.clear();
  kept_.reset();
}

std::string uuid_of(const base::SaveId& save) {
  base::Bytes bytes(save.bytes().begin(), save.bytes().end());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string text = base::to_hex(bytes);
  for (const std::size_t at : {8, 13, 18, 23}) text.insert(at, "-");
  return text;
}

}  // namespace cli
