#include "pool/receive_buffer_log.hpp"

#include <string_view>

#include "base/log.hpp"

namespace snmpolld::pool {

namespace {

constexpr Duration kBetweenWarnings = std::chrono::minutes(1);
#ifdef __linux__
constexpr std::string_view kBufferLimit = "net.core.rmem_max";
#else
constexpr std::string_view kBufferLimit = "kern.ipc.maxsockbuf";
#endif

// The system's limit that would be enough for this many sessions. Linux counts double what it is asked for.
uint64_t limitFor(const ipc::Sockets& sockets, int sessions) {
    constexpr uint64_t kCountedAs = 2;
    constexpr uint64_t kSpare = 4096;
    return uint64_t{sockets.receive_buffer} * static_cast<uint64_t>(sessions) / sockets.room / kCountedAs + kSpare;
}

}  // namespace

void ReceiveBufferLog::learned(const ipc::Sockets& sockets, int asked, int allowed) {
    const bool known = sockets.room == sockets_.room;
    sockets_.receive_buffer = sockets.receive_buffer;
    if (sockets.room == 0 || known) return;
    sockets_.room = sockets.room;
    log::info("receive_buffer", {{"octets", sockets.receive_buffer}, {"room", sockets.room}, {"sessions", allowed}});
    if (allowed < asked)
        log::warning("lowered", {{"option", "workers.sessions"},
                                 {"limit", kBufferLimit},
                                 {"asked", asked},
                                 {"allowed", allowed},
                                 {"enough", limitFor(sockets, asked)}});
}

void ReceiveBufferLog::dropped(int worker, uint64_t datagrams, int sessions, MonoTime now) {
    if (now - warned_of_drops_ < kBetweenWarnings) return;
    warned_of_drops_ = now;
    log::warning("answers_dropped", {{"worker", worker},
                                     {"datagrams", datagrams},
                                     {"receive_buffer", sockets_.receive_buffer},
                                     {"raise", kBufferLimit},
                                     {"sessions", sessions}});
}

}  // namespace snmpolld::pool
