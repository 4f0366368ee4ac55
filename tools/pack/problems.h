// What a compiler of the catalogue has to say to the person who wrote it: file, line, sentence.
#pragma once

#include <string>
#include <vector>

namespace packer {

struct Problem {
  std::string file;
  int line = 0;  // from 1; 0 when it concerns the whole file
  std::string what;
};

// Collects every problem instead of stopping at the first.
class Problems {
 public:
  void add(std::string file, int line, std::string what) {
    all_.push_back({std::move(file), line, std::move(what)});
  }
  bool empty() const { return all_.empty(); }
  const std::vector<Problem>& all() const { return all_; }
  // "file:line: sentence", one a line.
  std::string text() const;

 private:
  std::vector<Problem> all_;
};

}  // namespace packer
