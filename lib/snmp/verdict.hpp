// Verdict: what an exchange does after it has read a message. Those who judge answers return it; the exchange alone
// acts on it.
#pragma once

#include <string>
#include <utility>

#include "model/host_record.hpp"

namespace snmpolld::snmp {

struct Verdict {
    enum class Step {
        wait,      // the message changed nothing: go on waiting for an answer
        next,      // send the next request of the poll, or end the poll when there is none
        again,     // send the same request anew
        discover,  // ask for the SNMPv3 engine ID first
        end,       // the poll is over
    };

    Step step = Step::wait;
    model::Status status = model::Status::ok;  // with Step::end, as is the next
    std::string error{};
};

inline Verdict ended(model::Status status, std::string error) {
    return {Verdict::Step::end, status, std::move(error)};
}

// The answer is not one to the request, so nothing in it is believed.
inline Verdict refused(const std::string& why) {
    return ended(model::Status::bad_response, "the answer is refused: " + why);
}

}  // namespace snmpolld::snmp
