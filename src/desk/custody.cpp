#include "desk/custody.h"

#include <algorithm>

#include "casefile/instant.h"
#include "casefile/known.h"
#include "desk/house.h"

namespace desk {

namespace {

namespace known = casefile::known;
using casefile::SignatureVerdict;
using casefile::SignedKind;

base::UtcMs happened(const casefile::FoldedRecord& record) {
  const codec::Value* at = record.value(known::custody_event::kAt);
  return at == nullptr ? 0 : casefile::instant_ms(*at).value_or(0);
}

std::vector<CustodySigner> signers_of(const House& house, const CaseView& view,
                                      const casefile::FoldedRecord& record) {
  std::vector<CustodySigner> signers;
  const casefile::FoldedField* field = record.field(known::custody_event::kSignature);
  if (field == nullptr) return signers;
  for (const casefile::Shown& shown : field->shown) {
    const auto made = casefile::signed_from_value(shown.value);
    if (!made) continue;
    const base::Bytes words =
        casefile::signed_words(SignedKind::custody, view.id(), record, made->user, made->at_ms);
    signers.push_back(
        {made->user, made->at_ms, house.signatures().check(SignedKind::custody, words, *made)});
  }
  std::ranges::sort(signers, {}, &CustodySigner::at_ms);
  return signers;
}

}  // namespace

bool CustodyStep::attested() const {
  return std::ranges::any_of(signers, [](const CustodySigner& signer) {
    return signer.verdict == SignatureVerdict::good;
  });
}

std::vector<CustodyStep> custody_of(const House& house, const CaseView& view) {
  std::vector<CustodyStep> steps;
  for (const base::Compartment compartment : base::kCompartments) {
    const casefile::Folded* folded = view.folded(compartment);
    if (folded == nullptr) continue;
    for (const casefile::FoldedRecord& record : folded->records) {
      if (record.type != known::custody_event::kType || !record.created || record.shredded)
        continue;
      steps.push_back({&record, signers_of(house, view, record)});
    }
  }
  std::ranges::stable_sort(steps, {},
                           [](const CustodyStep& step) { return happened(*step.record); });
  return steps;
}

}  // namespace desk
