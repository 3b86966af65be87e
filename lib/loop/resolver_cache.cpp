#include "loop/resolver_cache.hpp"

#include <algorithm>

namespace snmpolld::loop {

Duration ResolverCache::lifetime(const Entry& entry) {
    if (!entry.answer) return kKeepFailure;
    return entry.attempted > entry.stored ? kKeepStale : kKeepAddress;
}

bool ResolverCache::expired(const Entry& entry, MonoTime now) {
    return now - entry.stored >= lifetime(entry);
}

ResolverCache::Found ResolverCache::find(const ResolverKey& key, MonoTime now) const {
    const auto found = entries_.find(key);
    if (found == entries_.end() || expired(found->second, now)) return {nullptr, true};
    const Entry& entry = found->second;
    const bool old = entry.answer && now - entry.stored >= kFreshAddress && now - entry.attempted >= kKeepFailure;
    return {&entry.answer, old};
}

bool ResolverCache::store(const ResolverKey& key, Answer answer, MonoTime now) {
    const auto found = entries_.find(key);
    if (!answer && found != entries_.end() && found->second.answer && now - found->second.stored < kKeepStale) {
        const bool first = found->second.attempted == found->second.stored;
        found->second.attempted = now;
        return first;
    }
    entries_.insert_or_assign(key, Entry{std::move(answer), now, now});
    if (entries_.size() >= purge_at_) purge(now);
    return false;
}

void ResolverCache::purge(MonoTime now) {
    const auto useless = [&](const Entry& entry) {
        return now - entry.stored >= (entry.answer ? kKeepStale : kKeepFailure);
    };
    std::erase_if(entries_, [&](const auto& item) { return useless(item.second); });
    if (entries_.size() >= kMost) entries_.clear();
    purge_at_ = std::clamp<size_t>(entries_.size() * 2, 1024, kMost);
}

}  // namespace snmpolld::loop
