#include "desk/directory_case.h"

#include "crypto/hash.h"
#include "desk/case_files.h"

namespace desk {

base::SaveId directory_save(const House& house) {
  const crypto::Hash hash = crypto::blake2b("amparo/directory", {house.identity().org.bytes()});
  return *base::SaveId::from_bytes(base::ByteView(hash).first(base::SaveId::kSize));
}

base::CaseId directory_case(const House& house) {
  return case_of_save(directory_save(house));
}

}  // namespace desk
