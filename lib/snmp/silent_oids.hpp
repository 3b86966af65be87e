// SilentOids: the OIDs and subtrees that a host never answers, so that polls need not wait for them again and again.
// Each is asked once more after 1, 2, 4 .. polls, at the latest after a day. One with no pause is answered to GETNEXT.
// Used by one exchange.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/oid.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::snmp {

class SilentOids {
  public:
    static constexpr size_t kMost = 1000;
    static constexpr Duration kLongestPause = std::chrono::hours(24);

    SilentOids(const model::Learned& learned, MonoTime now) : known_(learned.silent), now_(now) {}

    bool empty() const { return known_.empty(); }
    // Whether this poll leaves it out, which counts as one poll of its pause.
    bool pauses(const model::Oid& oid);
    // Why a poll left it out.
    std::string reason(const model::Oid& oid) const;
    // Whether it did not answer the last time it was asked.
    bool isKnown(const model::Oid& oid) const { return !known_.empty() && find(oid) != known_.end(); }

    // Whether it is answered to GETNEXT, not to GET.
    bool answersNext(const model::Oid& oid) const;

    // It was asked and has not answered.
    void add(const model::Oid& oid);
    // It was not answered to GET, but to GETNEXT.
    void addNext(const model::Oid& oid);
    // It has answered.
    void remove(const model::Oid& oid);
    // A walk that was asked with `from` has come to `to`, in front of which nothing is silent.
    void removeBetween(const model::Oid& from, const model::Oid& to);

    // What this poll has found out is forgotten.
    void restore(const model::Learned& learned) { known_ = learned.silent; }
    // All but what has not been asked for since its longest pause ended, such as a row that is gone.
    void saveTo(model::Learned& learned) const;

  private:
    using Known = std::vector<model::SilentOid>;
    Known::const_iterator find(const model::Oid& oid) const;
    Known::iterator find(const model::Oid& oid);

    Known known_;
    MonoTime now_;
};

}  // namespace snmpolld::snmp
