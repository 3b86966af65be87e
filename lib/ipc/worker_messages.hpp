// The messages between supervisor and worker, as plain data. worker.fbs is their form on the wire, and
// child_messages.hpp what a worker says as every child does.
#pragma once

#include <cstdint>
#include <variant>

#include "ipc/child_messages.hpp"
#include "model/host_record.hpp"
#include "model/local_keys.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::ipc {

// Its version is raised with every change of worker.fbs.
inline constexpr Protocol kWorkerProtocol{.name = "worker", .version = 14};

// What a worker has found out about its sockets. It says so with Ready.
struct Sockets {
    uint32_t receive_buffer = 0;  // octets of a UDP socket's, as the system has granted it; 0: not known
    uint32_t room = 0;  // to how many exchanges the answers fit into the buffers of all its sockets; 0: not known
};

// Worker up: how many of its tasks are for hosts that have not said a word so far.
struct Silent {
    uint32_t polls = 0;
};

// Worker up: how many datagrams have found no room in a receive buffer since the worker's start.
struct Dropped {
    uint64_t datagrams = 0;
};

// Down: PollTask, KeyAnswer. Up: Silent, Dropped, KeyWanted, HostRecord or a part of one. The end of the channel means
// stop.
using FromWorker = std::variant<Silent, Dropped, model::HostRecord, model::KeyWanted>;

}  // namespace snmpolld::ipc
