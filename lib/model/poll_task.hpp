// PollTask: one due poll, as it goes through the task queue to a worker. Complete in itself: a worker keeps no state of
// a host between two polls; what was learned travels with the task and comes back in the HostRecord.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/address.hpp"
#include "model/local_keys.hpp"
#include "model/lookup_marks.hpp"
#include "model/oid.hpp"
#include "model/round_trip.hpp"
#include "model/target.hpp"

namespace snmpolld::model {

// An instance of a GET, or the root of a walk, that the host never answers. It is left out of some polls and then asked
// for again; each time in vain it is left out of twice as many.
struct SilentOid {
    Oid oid;
    // Polls that it is left out of after it was last asked for in vain; 0: it is answered to GETNEXT.
    uint32_t pause = 1;
    uint32_t left = 0;  // how many of these are still to come
    MonoTime since{};   // when it was first noticed

    bool operator==(const SilentOid&) const = default;
};

// What polling a host has taught so far; empty at first.
struct Learned {
    uint32_t max_request_bytes = 0;    // encoded size that a request may have; 0: not known, start at 1,400
    uint32_t max_answer_varbinds = 0;  // that a GETBULK may ask for, all columns together; 0: not known
    uint32_t full_answers = 0;  // in a row, with as many varbinds as asked for; after enough of them, more is tried
    bool no_bulk = false;       // the agent does not answer GETBULK: walk with GETNEXT
    std::string engine_id{};    // SNMPv3, raw bytes; empty: not known
    uint32_t engine_boots = 0;
    uint32_t engine_time = 0;       // seconds, as the engine gave it at engine_seen
    MonoTime engine_seen{};         // this machine's monotonic clock, which supervisor and workers share
    RoundTrip round_trip{};         // over UDP
    uint32_t max_get_oids = 0;      // a GET of more is not answered; 0: no such limit is known
    uint32_t max_walk_columns = 0;  // a request for more columns of a walk is not answered; 0: no such limit is known
    MonoTime limits_since{};        // when one of these two limits was found
    Duration pdu_gap{};             // the agent stops answering when it is asked faster; 0: not known
    MonoTime gap_since{};           // when that was found
    Duration gap_pause{};           // after this much time a poll does without it; each time in vain it doubles
    std::vector<SilentOid> silent{};

    bool operator==(const Learned&) const = default;
};

struct PollTask : Tries {
    uint64_t id = 0;  // unique in this run; the record carries it back
    Transport transport = Transport::udp;
    Address address;
    std::shared_ptr<const Credentials> credentials;
    std::vector<LocalKeys> keys{};  // of the engine that is pinned or was learned; none if they are not ready
    std::string confirms{};         // an engine ID: the poll only finds out whether the agent says that it has this one
    std::shared_ptr<const ModuleSet> module_set;
    Duration deadline{};  // of the whole poll, from the moment when the worker begins
    Learned learned;
    bool alive = false;  // the host has just answered a probe
    Duration detours{};  // how long the requests that find out what the host does not answer may take in all; 0: none
    bool keeps_lookups = false;  // the record is to carry the marks of its lookups
    // The marks of the lookup tables that the supervisor has kept. As long as they hold, the tables are not walked.
    std::optional<LookupMarks> held_lookups{};
};

}  // namespace snmpolld::model
