// LocalKeys: the keys of an SNMPv3 user at one engine, localised (Kul, RFC 3414 section 2.6), which are of no use at
// any other engine. The supervisor makes them and gives a worker those that its tasks need; a worker asks for others
// with KeyWanted, and gets a KeyAnswer.
#pragma once

#include <cstdint>
#include <string>

#include "base/secret.hpp"

namespace snmpolld::model {

struct LocalKeys {
    std::string engine_id{};  // raw octets; empty: there are no keys
    Secret auth{};
    Secret priv{};  // as long as the privacy protocol needs; empty without privacy

    bool operator==(const LocalKeys&) const = default;
};

// A worker has found an engine whose keys it does not have.
struct KeyWanted {
    uint64_t task_id = 0;
    std::string engine_id{};

    bool operator==(const KeyWanted&) const = default;
};

struct KeyAnswer {
    uint64_t task_id = 0;
    bool refused = false;  // then `keys` has an engine ID only
    LocalKeys keys{};

    bool operator==(const KeyAnswer&) const = default;
};

}  // namespace snmpolld::model
