// The process: what it must never leave behind, and how it is asked to stop.
#pragma once

namespace cli {

// No core dumps, no debugger of another program, no swap of guarded memory: keys live in this
// process.
void harden_process();

// From now on SIGINT and SIGTERM only set a flag; SIGPIPE is ignored.
void catch_stop_signals();
// Waits until one has come.
void wait_for_stop();
// True when one came within that time.
bool stop_came(int within_ms);

}  // namespace cli
