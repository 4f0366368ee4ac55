// A text about a person does not reach a stream unless somebody writes `reveal`.
#include <iostream>

#include "base/personal.h"

void show(const base::Personal& name) {
#ifdef REFUSED
  std::cout << name;
#else
  std::cout << name.reveal();
#endif
}
