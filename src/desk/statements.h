// Statements: what a person signs so that others can rely on it, and that allows nothing: how many
// beds are free. (What allows something is in desk/signing.h.)
//
// Signed under the domain of approvals behind a label of its own. The words of an approval are a
// CBOR array, and no label begins like one: a statement is never an approval (docs/formats.md).
#pragma once

#include "desk/session.h"

namespace desk {

base::Bytes sign_statement(const Session& session, base::ByteView words);
// Somebody who has left stays the author of what she said.
bool is_statement_of(House& house, const base::UserId& user, base::ByteView words,
                     base::ByteView signature);

}  // namespace desk
