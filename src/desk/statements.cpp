#include "desk/statements.h"

namespace desk {

namespace {

base::Bytes labelled(base::ByteView words) {
  const base::ByteView label = base::as_bytes("amparo/statement/1");
  base::Bytes out(label.begin(), label.end());
  out.insert(out.end(), words.begin(), words.end());
  return out;
}

}  // namespace

base::Bytes sign_statement(const Session& session, base::ByteView words) {
  const crypto::Signature made =
      session.person().signing.sign(crypto::SignDomain::approval, labelled(words));
  return {made.begin(), made.end()};
}

bool is_statement_of(House& house, const base::UserId& user, base::ByteView words,
                     base::ByteView signature) {
  crypto::Signature made{};
  if (signature.size() != made.size()) return false;
  std::copy(signature.begin(), signature.end(), made.begin());
  const base::Result<UserRow> row = read_user(house, user);
  return row && crypto::verify(row->verify, crypto::SignDomain::approval, labelled(words), made);
}

}  // namespace desk
