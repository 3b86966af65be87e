// RequestPlan: which of the asked OIDs are still open and how many of them go into the next request, by size and
// number. Learns from tooBig. Used by one exchange.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/poll_task.hpp"

namespace snmpolld::snmp {

// What a request has room for, apart from its size as a whole.
struct RequestRoom {
    size_t overhead = 0;    // octets around its varbinds, rounded up
    uint32_t max_oids = 0;  // 0: as many as fit
};

class RequestPlan {
  public:
    static constexpr uint32_t kFirstMaxBytes = 1400;
    static constexpr size_t kMaxVarbinds = 60;

    // max_bytes 0: not known yet. Borrows `asked`.
    RequestPlan(const std::vector<model::Oid>& asked, const RequestRoom& room, uint32_t max_bytes);

    // Begins the next request; false when nothing is open. At least one varbind, however long.
    bool begin();

    // The request that was begun, as positions in `asked` and as OIDs.
    std::span<const uint32_t> positions() const { return std::span(open_).subspan(cursor_, oids_.size()); }
    std::span<const model::Oid* const> oids() const { return oids_; }

    // It was answered.
    void answered();

    // One of its varbinds will not be asked again; the rest of it is open again.
    void leaveOut(size_t index);

    // Nothing from this position in `asked` on will be asked any more; the rest of the request is open again. False
    // when there was no such thing.
    bool leaveOutFrom(size_t position);

    // It was too big for the agent: half of it from now on, all of it is open again. False when it was a single
    // varbind.
    bool halve();

    uint32_t maxBytes() const { return max_bytes_; }

  private:
    const std::vector<model::Oid>& asked_;
    RequestRoom room_;
    uint32_t max_bytes_;
    std::vector<uint32_t> open_;
    size_t cursor_ = 0;
    std::vector<const model::Oid*> oids_;
    size_t bytes_ = 0;
};

// `with_clock`: sysUpTime travels with the request.
RequestRoom requestRoom(const model::Credentials& credentials, const model::RequestSettings& settings, bool with_clock);

// How many instances each GET of a poll asks, one after the other, when the agent agrees with their size.
std::vector<size_t> planGets(const model::Credentials& credentials, const model::ModuleSet& asked,
                             const model::Learned& learned);

}  // namespace snmpolld::snmp
