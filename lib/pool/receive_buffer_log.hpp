// ReceiveBufferLog: tells the operator how large the workers' receive buffers are, and when answers were lost because
// they are too small. All workers of a pool share one, so that nothing is logged once for each of them.
#pragma once

#include <cstdint>

#include "base/clock.hpp"
#include "ipc/worker_messages.hpp"

namespace snmpolld::pool {

class ReceiveBufferLog {
  public:
    // A worker has said what its sockets hold. Of the `asked` exchanges it may hold only `allowed` open. Logged once,
    // and again if it has changed.
    void learned(const ipc::Sockets& sockets, int asked, int allowed);

    // So many `datagrams` have found no room in the worker's buffers since the pool was started; it now holds at most
    // `sessions` exchanges open. Logged once a minute.
    void dropped(int worker, uint64_t datagrams, int sessions, MonoTime now);

  private:
    ipc::Sockets sockets_;
    MonoTime warned_of_drops_{};
};

}  // namespace snmpolld::pool
