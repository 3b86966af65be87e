// The progress line of a sweep on a terminal, and the summary at its end; both on stderr.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "supervisor/ledger.hpp"

namespace snmpolld::daemon {

class Progress {
  public:
    Progress(uint64_t total, bool shown, MonoTime start) : total_(total), shown_(shown), start_(start) {}

    void draw(const supervisor::Ledger& ledger, MonoTime now);
    void clear();
    // "1000 hosts in 2.1s: 950 ok, 50 timeout"
    void summary(const supervisor::Ledger& ledger, MonoTime now, bool interrupted);

  private:
    uint64_t total_;
    bool shown_;
    MonoTime start_;
    bool drawn_ = false;
};

// "512/1000 51% 480/s ok 500 failed 12 ETA 2s"
std::string progressText(const supervisor::Ledger& ledger, uint64_t total, Duration elapsed);

}  // namespace snmpolld::daemon
