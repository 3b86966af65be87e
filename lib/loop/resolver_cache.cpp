#include "loop/resolver_cache.hpp"

#include <algorithm>

namespace snmpolld::loop {

bool ResolverCache::expired(const Entry& entry, MonoTime now) {
    return now - entry.stored >= (entry.answer ? kKeepAddress : kKeepFailure);
}

ResolverCache::Found ResolverCache::find(const ResolverKey& key, MonoTime now) const {
    const auto found = entries_.find(key);
    if (found == entries_.end() || expired(found->second, now)) return {nullptr, true};
    const Entry& entry = found->second;
    const bool old = entry.answer && now - entry.stored >= kFreshAddress && now - entry.attempted >= kKeepFailure;
    return {&entry.answer, old};
}

void ResolverCache::store(const ResolverKey& key, Answer answer, MonoTime now) {
    const auto found = entries_.find(key);
    if (!answer && found != entries_.end() && found->second.answer && !expired(found->second, now)) {
        found->second.attempted = now;
        return;
    }
    entries_.insert_or_assign(key, Entry{std::move(answer), now, now});
    if (entries_.size() >= purge_at_) purge(now);
}

void ResolverCache::purge(MonoTime now) {
    std::erase_if(entries_, [&](const auto& item) { return expired(item.second, now); });
    purge_at_ = std::max<size_t>(1024, entries_.size() * 2);
}

}  // namespace snmpolld::loop
