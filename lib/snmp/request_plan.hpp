// RequestPlan: which of a list of OIDs have not been answered yet, and which of them go into the next request, limited
// by its size and their number. Learns from tooBig; when requests fail for other reasons, its Narrowing decides. Used
// by one exchange.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/poll_task.hpp"
#include "snmp/narrowing.hpp"

namespace snmpolld::snmp {

// What a request has room for, apart from its size as a whole.
struct RequestRoom {
    size_t overhead = 0;    // octets around its varbinds, rounded up
    uint32_t max_oids = 0;  // of all its varbinds; 0: as many as fit
    size_t clock = 0;       // 1: sysUpTime travels along, unless the request is a detour
};

class RequestPlan {
  public:
    static constexpr uint32_t kFirstMaxBytes = 1400;
    static constexpr size_t kMaxVarbinds = 60;

    // Borrows `asked`.
    RequestPlan(const std::vector<model::Oid>& asked, const RequestRoom& room, const model::Learned& learned);

    // Begins the next request, with at least one varbind, however long. False when nothing is left to ask for.
    bool begin();

    // The request that was begun, as positions in `asked` and as OIDs.
    std::span<const uint32_t> positions() const { return std::span(open_).subspan(cursor_, oids_.size()); }
    std::span<const model::Oid* const> oids() const { return oids_; }

    // Whether the request is one that would not be sent if nothing had failed.
    bool isDetour() const { return detour_; }

    // OIDs that were answered.
    size_t answeredCount() const { return cursor_; }
    // With nothing left to ask for: begins a request for `count` of them.
    void beginAgain(size_t count);

    // The request was answered.
    void answered();
    // What it asked for needs no answer.
    void passOver() {
        cursor_ += oids_.size();
        oids_.clear();
    }

    // This one is not asked for, or not again.
    void leaveOut(uint32_t position);

    // Nothing from this position in `asked` on will be asked for again; the rest of the request will. False when
    // nothing from there on was left anyway.
    bool leaveOutFrom(size_t position);

    // The request was too big for the agent: from now on requests are half its size, and all of it is asked for again.
    // False when it was a single varbind.
    bool halve();

    Narrowing& narrowing() { return narrowing_; }
    const Narrowing& narrowing() const { return narrowing_; }
    uint32_t maxBytes() const { return max_bytes_; }

  private:
    size_t mostOids();

    const std::vector<model::Oid>& asked_;
    RequestRoom room_;
    uint32_t max_bytes_;
    Narrowing narrowing_;
    std::vector<uint32_t> open_;
    size_t cursor_ = 0;
    std::vector<const model::Oid*> oids_;
    size_t bytes_ = 0;
    bool detour_ = false;
};

// `with_clock`: sysUpTime travels with the request.
RequestRoom requestRoom(const model::Credentials& credentials, const model::RequestSettings& settings, bool with_clock);

// How many instances each GET of a poll asks for, in their order, when no GET is too big for the agent.
std::vector<size_t> planGets(const model::Credentials& credentials, const model::ModuleSet& asked,
                             const model::Learned& learned);

}  // namespace snmpolld::snmp
