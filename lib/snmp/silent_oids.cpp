#include "snmp/silent_oids.hpp"

#include <algorithm>

namespace snmpolld::snmp {

SilentOids::Known::const_iterator SilentOids::find(const model::Oid& oid) const {
    return std::ranges::find(known_, oid, &model::SilentOid::oid);
}

SilentOids::Known::iterator SilentOids::find(const model::Oid& oid) {
    return std::ranges::find(known_, oid, &model::SilentOid::oid);
}

bool SilentOids::pauses(const model::Oid& oid) {
    if (known_.empty()) return false;
    const auto silent = find(oid);
    if (silent == known_.end() || silent->left == 0) return false;
    if (now_ - silent->since >= kLongestPause) return false;
    --silent->left;
    return true;
}

std::string SilentOids::reason(const model::Oid& oid) const {
    const auto silent = find(oid);
    const uint32_t left = silent == known_.end() ? 0 : silent->left;
    const std::string when = left == 0 ? "in the next poll" : "after " + std::to_string(left) + (left == 1 ? " more poll" : " more polls");
    return "no answer in earlier polls; it is asked again " + when;
}

bool SilentOids::answersNext(const model::Oid& oid) const {
    const auto silent = find(oid);
    return silent != known_.end() && silent->pause == 0 && now_ - silent->since < kLongestPause;
}

void SilentOids::addNext(const model::Oid& oid) {
    if (answersNext(oid)) return;
    remove(oid);
    if (known_.size() < kMost) known_.push_back({.oid = oid, .pause = 0, .left = 0, .since = now_});
}

void SilentOids::add(const model::Oid& oid) {
    const auto silent = find(oid);
    if (silent == known_.end()) {
        if (known_.size() < kMost) known_.push_back({.oid = oid, .pause = 1, .left = 1, .since = now_});
        return;
    }
    silent->pause = std::min(std::max(1U, 2 * silent->pause), uint32_t{1} << 20);
    silent->left = silent->pause;
    silent->since = now_;
}

void SilentOids::remove(const model::Oid& oid) {
    if (known_.empty()) return;
    std::erase_if(known_, [&](const model::SilentOid& silent) { return silent.oid == oid; });
}

void SilentOids::removeBetween(const model::Oid& from, const model::Oid& to) {
    std::erase_if(known_, [&](const model::SilentOid& silent) { return from <= silent.oid && silent.oid < to; });
}

void SilentOids::saveTo(model::Learned& learned) const {
    if (known_.empty()) return learned.silent.clear();
    learned.silent = known_;
    std::erase_if(learned.silent,
                  [&](const model::SilentOid& silent) { return now_ - silent.since > 2 * kLongestPause; });
}

}  // namespace snmpolld::snmp
