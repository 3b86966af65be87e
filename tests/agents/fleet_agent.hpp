// How a device of the fleet answers: GET, GETNEXT and GETBULK over what fleet_mib.hpp says it has, in v1 and v2c
// messages or, for v3, as a bare PDU. Speed matters here, so there is no allocation per request: it is read in place.
#pragma once

#include <vector>

#include "fleet_mib.hpp"

namespace snmpolld::agents {

struct FleetTlv {
    uint8_t tag = 0;
    Bytes content;
    Bytes whole;
};

// Cuts the first value off `rest`; tag 0: broken.
FleetTlv takeTlv(Bytes& rest);

class FleetAgent {
  public:
    explicit FleetAgent(uint32_t interfaces) : mib_(interfaces) {}

    struct Counts {
        uint64_t get = 0;
        uint64_t getnext = 0;
        uint64_t getbulk = 0;
        uint64_t varbinds = 0;  // answered
        uint64_t too_big = 0;
    };

    // A whole v1 or v2c message of `most` octets at most, written into `out`; empty: it was no request.
    Bytes answerCommunity(const FleetDevice& device, Bytes message, size_t most, FleetWriter& out);
    // The PDU that answers `pdu`, `most` octets long at most.
    Bytes answerPdu(const FleetDevice& device, Bytes pdu, size_t most, FleetWriter& out);

    const Counts& counts() const { return counts_; }

  private:
    struct Pdu {
        uint8_t tag = 0;
        bool v1 = false;
        Bytes request_id;
        uint32_t non_repeaters = 0;    // of a GETBULK
        uint32_t max_repetitions = 0;  // of a GETBULK
        Bytes list;
    };
    struct Verdict {
        uint32_t status = 0;
        uint32_t index = 0;
    };
    // Where one repeater of a GETBULK is.
    struct Walk {
        uint32_t next = 0;
        Bytes asked;
    };

    bool read(Bytes pdu, Pdu& out);
    bool readList(Bytes list);
    void answer(const FleetDevice& device, const Pdu& pdu, size_t most, FleetWriter& out);
    Verdict answerGet(const FleetDevice& device, const Pdu& pdu, FleetWriter& out);
    Verdict answerNext(const FleetDevice& device, const Pdu& pdu, FleetWriter& out);
    void answerBulk(const FleetDevice& device, const Pdu& pdu, size_t most, FleetWriter& out);
    bool appendNext(const FleetDevice& device, Walk& walk, size_t most, FleetWriter& out);
    bool isAtEnd(const Walk& walk) const { return walk.next >= mib_.size(); }

    FleetMib mib_;
    Counts counts_;
    std::vector<FleetTlv> asked_;  // of the request under way
    std::vector<Walk> walks_;
    uint64_t appended_ = 0;
};

}  // namespace snmpolld::agents
