// The poll engine: K exchanges in one blocking loop, each the GETs and walks of one host. It is driven by its caller
// (the worker):
//   engine.start(task);  ...  poll() on engine.waitFor() until engine.nextDeadline();  engine.turn(now, fds);
//   takeDone()
// With K = 1 this is a plain blocking snmpget. Net-SNMP encodes the requests: sockets, the check of an
// answer's source, the strict check of its octets, their values, SNMPv3's security, tries and deadlines are done here.
// Nothing here resolves names, reads files or keeps what it knows of a host after its record is out.
#pragma once

#include <poll.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/host_record.hpp"
#include "model/local_keys.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::snmp {

// Prepares Net-SNMP for a worker: no config files, no MIBs, no persistent state; its log lines go to `log_line`. Once
// per process.
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
    void start(model::PollTask&& task, MonoTime now);

    // The engines whose keys polls wait for, each handed over once. The other polls go on meanwhile.
    std::vector<model::KeyWanted> takeKeysWanted();
    // Answers one of them. Nothing if its poll has ended.
    void answerKeys(const model::KeyAnswer& answer, MonoTime now);

    // Overwrites what is left of secrets of polls that are over, in messages and in OpenSSL's contexts.
    void wipeSecrets();

    // Polls begun and not yet done.
    size_t inFlight() const;

    // How many of these poll a host over UDP that has not said a word for Unheard::kPatience since it was first asked.
    // Such a poll holds nothing while it waits, unlike one over TCP, which holds a descriptor.
    size_t silent() const;

    // Appends the descriptors and events to wait for.
    void waitFor(std::vector<pollfd>& fds) const;

    // When to call turn() even if no descriptor is ready; MonoTime::max() while nothing is in flight.
    MonoTime nextDeadline() const;

    // Reads what has come, tries again or ends what is due, and sends all that is to be sent. `fds` is what waitFor()
    // filled, after poll().
    void turn(MonoTime now, std::span<const pollfd> fds);

    // Datagrams that answer nothing, from addresses that were not asked.
    uint64_t strayDatagrams() const;

    // The size in octets of a UDP socket's receive buffer, as the system granted it.
    int receiveBuffer() const;
    // How many exchanges may wait for an answer so that all answers fit into the buffers of all sockets.
    size_t room() const;
    // Datagrams that were lost for want of room in a buffer, since the start.
    uint64_t dropped() const;

    // The records that are ready, in the order in which they were completed, and parts of those that are not. Each is
    // handed over once.
    std::deque<model::HostRecord> takeDone();

  private:
    struct State;
    explicit Engine(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace snmpolld::snmp
