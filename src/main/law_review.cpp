#include "main/law_review.h"

namespace cli {

namespace {

constexpr std::size_t kPage = views::kMaxPage;

law::Dates on(law::Day day) {
  return {day, day, day};
}

}  // namespace

LawReview::LawReview(desk::Desk& desk, const LawRoom& room, LawSet fresh)
    : desk_(desk),
      room_(room),
      before_(room.in_force()),
      after_(std::make_shared<const LawSet>(std::move(fresh))),
      old_columns_(before_->ruleset, on(room.today())),
      new_columns_(after_->ruleset, old_columns_.dates()) {}

base::Done LawReview::list(const desk::Session& session) {
  base::Bytes cursor;
  do {
    auto lines = desk_.lists().list(session, kPage, cursor);
    if (!lines) return base::pass(lines);
    for (const desk::CaseLine& line : lines->lines) files_.push_back({line.id, line.number});
    cursor = lines->next;
  } while (!cursor.empty());
  listed_ = true;
  return {};
}

base::Done LawReview::step(const desk::Session& session, std::size_t most) {
  if (!listed_) {
    base::Done listed = list(session);
    if (!listed) return listed;
  }
  for (; most > 0 && done_ < files_.size(); --most, ++done_) {
    const File& file = files_[done_];
    const auto view =
        desk::CaseView::open(desk_.house(), session, file.id, session.compartments(file.id));
    if (!view) continue;  // erased or closed to her meanwhile
    old_columns_.add(room_.facts(*view, before_->ruleset).facts);
    new_columns_.add(room_.facts(*view, after_->ruleset).facts);
    opened_.push_back(file);
  }
  if (done_ == files_.size() && !comparison_) {
    comparison_.emplace(before_->ruleset, old_columns_, after_->ruleset, new_columns_);
  }
  return {};
}

base::Result<LawSet> put_in_force(desk::Desk& desk, const desk::Session& session,
                                  base::ByteView file, const std::string& reason) {
  if (reason.empty()) return base::refuse(base::Code::no_reason);
  auto set = open_law(desk.house(), file);
  if (!set) return set;
  base::Done noted = desk.audit().note({session.person().id, "law_adopt", std::nullopt, reason});
  if (!noted) return base::pass(noted);
  return adopt_law(desk.house(), file);
}

}  // namespace cli
