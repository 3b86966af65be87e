// The messages between supervisor and worker, as plain data. messages.fbs is their form on the wire.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "model/host_record.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::ipc {

// Bumped with every change of messages.fbs; a worker of another version is refused.
inline constexpr uint32_t kProtocolVersion = 7;

// Worker up: initialised and sandboxed, ready for tasks. Once, and first on a channel but for log lines.
struct Ready {
    uint32_t protocol = kProtocolVersion;
    int32_t pid = 0;
    uint32_t receive_buffer = 0;  // octets of a UDP socket's, as the system has granted it
    uint32_t room = 0;            // to how many exchanges the answers fit into the buffers of all its sockets
};

// Worker up: a line for the log, already rate-limited.
struct LogLine {
    std::string text;
};

// Worker up: of the tasks it holds, those whose hosts have not said a word so far.
struct Silent {
    uint32_t polls = 0;
};

// Worker up: datagrams that found no room in a receive buffer, since its start.
struct Dropped {
    uint64_t datagrams = 0;
};

// Down: PollTask. Up: Ready, LogLine, Silent, Dropped, HostRecord or a part of one. The channel's end means stop.
using FromWorker = std::variant<Ready, LogLine, Silent, Dropped, model::HostRecord>;

}  // namespace snmpolld::ipc
