// Turns: what waits until the poll of a host that is under way has ended: its own scheduled poll, and inquiries that
// somebody else has asked. Only one poll of a host is under way at a time.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "model/host_record.hpp"
#include "model/target.hpp"
#include "supervisor/host.hpp"

namespace snmpolld::supervisor {

// A poll that is not on the schedule, of what `target` asks.
struct Inquiry {
    model::Target target;
    std::function<void(const model::HostRecord&)> answered;  // its record, part by part
};

class Turns {
  public:
    static constexpr size_t kMaxWaiting = 16;  // inquiries to one host

    // An inquiry is under way: its record is taken by it.
    void begin(const Host& host, Inquiry inquiry) { under_way_.insert_or_assign(&host, std::move(inquiry)); }
    bool isAsked(const Host& host) const { return under_way_.contains(&host); }
    // Gives the record to the inquiry under way, which ends with the last part.
    void answer(const Host& host, const model::HostRecord& record);

    // false: too many wait.
    bool wait(const Host& host, Inquiry inquiry);
    // The scheduled poll; false: it waits already.
    bool waitScheduled(const Host& host, WallTime scheduled);

    // Of those that wait, the next one.
    std::optional<WallTime> takeScheduled(const Host& host);
    std::optional<Inquiry> take(const Host& host);

    struct Scheduled {
        const Host* host;
        WallTime at;
    };
    std::vector<Scheduled> takeAllScheduled();
    std::vector<Inquiry> takeAll();

  private:
    std::unordered_map<const Host*, Inquiry> under_way_;
    std::unordered_map<const Host*, std::deque<Inquiry>> waiting_;
    std::unordered_map<const Host*, WallTime> scheduled_;
};

}  // namespace snmpolld::supervisor
