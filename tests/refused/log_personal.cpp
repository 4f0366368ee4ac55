// A text about a person does not reach a stream unless somebody writes `reveal`.
// error: no match for .operator<<
#include <iostream>

#include "base/personal.h"

void show(const base::Personal& name) {
#ifdef REFUSED
  std::cout << name;
#else
  std::cout << name.reveal();
#endif
}
