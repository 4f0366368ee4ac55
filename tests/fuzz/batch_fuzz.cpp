// A batch or a capsule from anywhere: reading never crashes, what is accepted comes back byte for
// byte, and it folds to a state with an image whatever it says.
#include "base/check.h"
#include "casefile/control.h"
#include "casefile/fold.h"
#include "pack/embedded.h"

namespace {

const casefile::Catalogue& catalogue() {
  static const casefile::Catalogue loaded = [] {
    crypto::init();
    const pack::Pack& pack = pack::embedded();
    return casefile::Catalogue::load(pack.section("records").value(), pack.section("codes").value(),
                                     pack.section("retention").value())
        .value();
  }();
  return loaded;
}

void fold_it(const casefile::History& history) {
  const casefile::Control control(base::CaseId::none(), history, catalogue(), {},
                                  casefile::Signatures::nobody());
  AMPARO_CHECK(!casefile::fold(history, catalogue(), control).image().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView input(data, size);
  if (const auto batch = casefile::decode_batch(input)) {
    const base::Bytes again = casefile::encode(*batch);
    AMPARO_CHECK(again == base::Bytes(input.begin(), input.end()));
    for (const base::Compartment compartment : base::kCompartments) {
      casefile::History history(compartment);
      history.add({base::NodeId::none(), 1, *batch});
      fold_it(history);
      AMPARO_CHECK(casefile::History::decode(history.encode()).value().batches().size() == 1);
    }
  }
  if (const auto history = casefile::History::decode(input)) fold_it(*history);
  return 0;
}
