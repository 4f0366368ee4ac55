// The jail: a process of its own in which a stranger's picture is decoded, and the way to one.
//
// Promise: the process that decodes has no file, no socket and no key; after the first lines of
// copy_in_jail() the kernel ends it at any call but reading, writing and memory. What takes over a
// decoder there can draw a wrong picture, and nothing else.
// Threads: Jail any; copy_in_jail() is a whole process.
#pragma once

#include <semaphore>

#include "base/bytes.h"
#include "base/result.h"

namespace picture {

// The word with which the program is started to be the jail.
inline constexpr const char* kJailWord = "picture-copy";

// Shuts this process in. False when the kernel cannot: then nothing may be decoded.
bool shut_in();

// The jail's whole life: the original from standard input, its copy to standard output. The exit
// code: 0 done, 1 not a picture that can be copied, 2 could not be shut in.
int copy_in_jail(const char* media);

class Jail {
 public:
  // The stripped copy (picture/copy.h) of such a file, made by this program in another process.
  // Refusals: those of stripped_copy; bad_value when the jail had to be ended; too_many_tries while
  // kAtOnce pictures are being copied. Takes to kLongestSeconds.
  base::Result<base::Bytes> copy(std::string_view media, base::ByteView original);

 private:
  static constexpr int kAtOnce = 2;
  std::counting_semaphore<kAtOnce> places_{kAtOnce};
};

}  // namespace picture
