#include "snmp/request_plan.hpp"

#include <algorithm>
#include <numeric>

namespace snmpolld::snmp {

namespace {

size_t subIdOctets(uint32_t id) {
    return id < 0x80 ? 1 : id < 0x4000 ? 2 : id < 0x200000 ? 3 : id < 0x10000000 ? 4 : 5;
}

// An OID with NULL as its value, encoded.
size_t varbindOctets(const model::Oid& oid) {
    const auto ids = oid.ids();
    size_t content = 1;
    for (size_t i = 2; i < ids.size(); ++i)
        content += subIdOctets(ids[i]);
    const size_t name = content + (content < 0x80 ? 2 : content < 0x100 ? 3 : 4);
    const size_t both = name + 2;
    return both + (both < 0x80 ? 2 : both < 0x100 ? 3 : 4);
}

size_t overheadOf(const model::Credentials& c, bool with_clock) {
    constexpr size_t kClock = 16;
    const size_t clock = with_clock ? kClock : 0;
    if (c.version != model::Version::v3) return 40 + clock + c.community.reveal().size();
    constexpr size_t kEngineIds = 2 * 32;
    constexpr size_t kDigestAndSalt = 48 + 8 + 16;
    return 100 + clock + kEngineIds + kDigestAndSalt + c.username.size() + c.context_name.size();
}

}  // namespace

RequestPlan::RequestPlan(const std::vector<model::Oid>& asked, const RequestRoom& room, const model::Learned& learned)
    : asked_(asked),
      room_(room),
      max_bytes_(learned.max_request_bytes == 0 ? kFirstMaxBytes : learned.max_request_bytes),
      narrowing_(learned.max_get_oids, true),
      open_(asked.size()) {
    std::iota(open_.begin(), open_.end(), 0U);
    oids_.reserve(std::min(asked.size(), kMaxVarbinds));
}

size_t RequestPlan::mostOids() {
    const size_t limit = room_.max_oids == 0 ? kMaxVarbinds : std::min<size_t>(room_.max_oids, kMaxVarbinds);
    const size_t most = std::max<size_t>(1, limit - std::min(limit, room_.max_oids == 0 ? 0 : room_.clock));
    detour_ = false;
    if (!narrowing_.isActive() || cursor_ == open_.size()) return most;
    const size_t chosen = narrowing_.choose(std::span(open_).subspan(cursor_), most);
    detour_ = narrowing_.isDetour();
    const bool is_full = narrowing_.limit() != 0 && chosen >= narrowing_.limit();
    return !detour_ && is_full && chosen > 1 ? chosen - room_.clock : chosen;
}

bool RequestPlan::begin() {
    oids_.clear();
    bytes_ = room_.overhead;
    const size_t most = mostOids();
    for (size_t i = cursor_; i < open_.size() && oids_.size() < most; ++i) {
        const model::Oid& oid = asked_[open_[i]];
        const size_t octets = varbindOctets(oid);
        if (!oids_.empty() && bytes_ + octets > max_bytes_) break;
        bytes_ += octets;
        oids_.push_back(&oid);
    }
    return !oids_.empty();
}

void RequestPlan::beginAgain(size_t count) {
    cursor_ -= count;
    detour_ = true;
    oids_.clear();
    bytes_ = room_.overhead;
    for (size_t i = cursor_; i < cursor_ + count; ++i) {
        oids_.push_back(&asked_[open_[i]]);
        bytes_ += varbindOctets(asked_[open_[i]]);
    }
}

void RequestPlan::answered() {
    narrowing_.answered(positions());
    passOver();
}

void RequestPlan::leaveOut(uint32_t position) {
    open_.erase(std::remove(open_.begin() + static_cast<std::ptrdiff_t>(cursor_), open_.end(), position), open_.end());
    oids_.clear();
}

bool RequestPlan::leaveOutFrom(size_t position) {
    oids_.clear();
    return std::erase_if(open_, [&](uint32_t open) { return open >= position; }) > 0;
}

// Half of what was sent, overhead apart: halving the whole would shrink nothing when the overhead is the most of it.
bool RequestPlan::halve() {
    if (oids_.size() <= 1) return false;
    max_bytes_ = static_cast<uint32_t>(room_.overhead + (bytes_ - room_.overhead) / 2);
    oids_.clear();
    return true;
}

RequestRoom requestRoom(const model::Credentials& credentials, const model::RequestSettings& settings,
                        bool with_clock) {
    return {
        .overhead = overheadOf(credentials, with_clock), .max_oids = settings.max_oids, .clock = with_clock ? 1U : 0U};
}

std::vector<size_t> planGets(const model::Credentials& credentials, const model::ModuleSet& asked,
                             const model::Learned& learned) {
    const RequestRoom room = requestRoom(credentials, asked.requests, asked.requests.rates);
    RequestPlan plan(asked.get, room, learned);
    std::vector<size_t> counts;
    for (; plan.begin(); plan.answered())
        counts.push_back(plan.oids().size());
    return counts;
}

}  // namespace snmpolld::snmp
