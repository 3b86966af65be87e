// The poll engine: K exchanges in one blocking loop, each the GETs and walks of one host. It is driven by its caller
// (the worker):
//   engine.start(task);  ...  poll() on engine.waitFor() until engine.nextDeadline();  engine.turn(now, fds);
//   takeDone()
// K = 1 is the plain blocking snmpget. Net-SNMP encodes and decodes; the sockets, the source check, the
// strict check of the raw answer, SNMPv3's security, tries and deadlines are ours. Nothing here resolves names, reads
// files or keeps a host's state after its record is out.
#pragma once

#include <poll.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/host_record.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::snmp {

// Initialises Net-SNMP for a worker: no config files, no MIBs, no persistent state; its log lines go to `log_line`.
// Once per process, after exec, before the sandbox closes.
void initLibrary(std::function<void(std::string_view)> log_line);

class Engine {
  public:
    // Opens the UDP sockets. Errors: the system refuses a socket.
    static Result<Engine> create();

    Engine(Engine&&) noexcept;
    Engine& operator=(Engine&&) noexcept;
    ~Engine();

    // Begins a poll at `now`; its first request goes out with the next turn(), its record is among takeDone() at the
    // latest when task.deadline has passed.
    void start(model::PollTask task, MonoTime now);

    // Polls begun and not yet done.
    size_t inFlight() const;

    // Of these, the polls over UDP of hosts that have not said a word for Unheard::kPatience since they were first
    // asked: they wait for nothing but time. A connection that is not answered holds a descriptor, too.
    size_t silent() const;

    // Appends the descriptors and events to wait for.
    void waitFor(std::vector<pollfd>& fds) const;

    // When turn() must be called even if no descriptor is ready; MonoTime::max() while nothing is in flight.
    MonoTime nextDeadline() const;

    // Reads what has come, resends or ends what is due, sends all that is to be sent. `fds`: as filled by waitFor(),
    // after poll().
    void turn(MonoTime now, std::span<const pollfd> fds);

    // Datagrams from addresses that nothing was asked of, and that answer nothing.
    uint64_t strayDatagrams() const;

    // Octets of a UDP socket's receive buffer, as granted; exchanges whose answers fit into those of all sockets.
    int receiveBuffer() const;
    size_t room() const;
    // Datagrams that found no room there, since the start.
    uint64_t dropped() const;

    // The records that are ready, in order of completion, and parts of those that are not; each is handed over once.
    std::vector<model::HostRecord> takeDone();

  private:
    struct State;
    explicit Engine(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace snmpolld::snmp
