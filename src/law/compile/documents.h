// Documents: every kind of document but tests, read into the tables.
#pragma once

#include "law/compile/conditions.h"

namespace law {

// Reads every document that the builder holds. What is wrong is in the builder's problems.
void make_documents(Builder& builder);

}  // namespace law
