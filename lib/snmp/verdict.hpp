// Verdict: what an exchange does after it has read a message. Those who judge answers return it; the exchange alone
// acts on it.
#pragma once

#include <cstring>
#include <string>
#include <utility>

#include "model/host_record.hpp"

namespace snmpolld::snmp {

struct Verdict {
    enum class Step {
        wait,      // the message changed nothing: go on waiting for an answer; error says what was wrong with it
        next,      // send the next request of the poll, or end the poll when there is none
        again,     // send the same request anew
        discover,  // ask for the SNMPv3 engine ID first
        send,      // send the request that waits for an engine's keys
        end,       // the poll is over
    };

    Step step = Step::wait;
    model::Status status = model::Status::ok;  // with Step::end
    std::string error{};                       // with Step::end, or Step::wait
};

// What came of a request of which no try was answered.
struct InVain {
    std::string why = "no answer";                  // or what was wrong with what came
    model::Status status = model::Status::timeout;  // of a poll of which nothing else comes: timeout, bad_response
};

inline Verdict ended(model::Status status, std::string error) {
    return {Verdict::Step::end, status, std::move(error)};
}

// The network refuses what is sent to the agent; `why` is an errno.
inline Verdict unreachable(const model::Address& agent, int why) {
    return ended(model::Status::unreachable, agent.toString() + ": " + std::strerror(why));
}

// Nothing in the message is believed. It is as if none had come, but if no other does, it is why.
inline Verdict noted(std::string why) {
    return {.step = Verdict::Step::wait, .error = std::move(why)};
}

}  // namespace snmpolld::snmp
