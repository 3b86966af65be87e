#include "samples/lookup_cache.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "model/credentials.hpp"
#include "samples/packed_varbinds.hpp"

namespace snmpolld::samples {

namespace {

constexpr Duration kSearchForOld = std::chrono::minutes(1);  // at most this often, since the search looks at everything

std::string packLookups(const model::ModuleSet& set, std::span<const model::Varbind> varbinds) {
    std::vector<model::Varbind> lookups;
    const auto is_lookup = [&](const model::Varbind& varbind) {
        return isValue(varbind.type) &&
               std::ranges::any_of(set.lookups, [&](const auto& subtree) { return varbind.oid.startsWith(subtree); });
    };
    std::ranges::copy_if(varbinds, std::back_inserter(lookups), is_lookup);
    return packVarbinds(lookups);
}

// The same for equal AgentKeys. If it is the same for others too, which will not happen, a host gets its own labels as
// other credentials have seen them.
uint64_t agentOf(const model::Target& target) {
    const model::Credentials& c = *target.credentials;
    uint64_t mark = static_cast<uint64_t>(target.port) << 32 | static_cast<uint64_t>(target.transport) << 16 |
                    static_cast<uint64_t>(c.version) << 8 | static_cast<uint64_t>(c.security_level);
    for (const std::string_view part :
         {std::string_view(target.node), c.community.reveal(), std::string_view(c.username), c.auth_key.reveal(),
          c.priv_key.reveal(), std::string_view(c.context_name), std::string_view(c.context_engine_id),
          std::string_view(c.engine_id)})
        mark = mark * 0x9e3779b97f4a7c15ULL + std::hash<std::string_view>{}(part);
    return mark;
}

}  // namespace

bool LookupCache::Entry::isOf(const model::Target& target, const model::Address& at) const {
    return address == at && agent == agentOf(target) && (set == target.module_set || *set == *target.module_set);
}

const LookupCache::Entry* LookupCache::find(const model::Target& target, const model::Address& address) const {
    const auto host = entries_.find(target.host);
    if (host == entries_.end()) return nullptr;
    const auto it = std::ranges::find_if(host->second, [&](const Entry& entry) { return entry.isOf(target, address); });
    return it == host->second.end() ? nullptr : &*it;
}

std::optional<model::LookupMarks> LookupCache::marks(const model::Target& target, const model::Address& address,
                                                     MonoTime now) const {
    const Entry* entry = find(target, address);
    if (entry == nullptr || entry->isTooOld(now)) return std::nullopt;
    return entry->marks;
}

std::optional<std::vector<model::Varbind>> LookupCache::varbinds(const model::Target& target,
                                                                 const model::Address& address, MonoTime before) const {
    const Entry* entry = find(target, address);
    if (entry == nullptr || entry->kept > before) return std::nullopt;
    return unpackVarbinds(entry->packed);
}

// The worker says when it asked, which cannot be later than now.
void LookupCache::keep(const model::Target& target, const model::Address& address, const model::LookupMarks& marks,
                       std::span<const model::Varbind> varbinds, MonoTime now) {
    drop(target, address);
    if (marks.taken > now) return;
    std::string packed = packLookups(*target.module_set, varbinds);
    if (packed.size() > kMostBytesOfOne) return;
    add(target.host,
        {.set = target.module_set,
         .agent = agentOf(target),
         .address = address,
         .marks = marks,
         .packed = std::move(packed),
         .kept = now},
        now);
}

void LookupCache::add(const std::string& host, Entry entry, MonoTime now) {
    const size_t size = entry.size();
    if (bytes_ + size > most_bytes_) dropOld(now);
    if (bytes_ + size > most_bytes_) return;
    std::vector<Entry>& entries = entries_[host];
    if (entries.size() == kMostOfHost) {
        const auto oldest = std::ranges::min_element(entries, {}, [](const Entry& e) { return e.marks.taken; });
        dropIf(entries, [taken = oldest->marks.taken](const Entry& e) { return e.marks.taken == taken; });
    }
    entries.push_back(std::move(entry));
    bytes_ += size;
}

template <typename Condition>
void LookupCache::dropIf(std::vector<Entry>& entries, Condition condition) {
    std::erase_if(entries, [&](const Entry& entry) {
        if (!condition(entry)) return false;
        bytes_ -= entry.size();
        return true;
    });
}

void LookupCache::dropOld(MonoTime now) {
    if (now - old_dropped_ < kSearchForOld) return;
    old_dropped_ = now;
    for (auto host = entries_.begin(); host != entries_.end();) {
        dropIf(host->second, [&](const Entry& entry) { return entry.isTooOld(now); });
        host = host->second.empty() ? entries_.erase(host) : std::next(host);
    }
}

void LookupCache::drop(const model::Target& target, const model::Address& address) {
    const auto host = entries_.find(target.host);
    if (host == entries_.end()) return;
    dropIf(host->second, [&](const Entry& entry) { return entry.isOf(target, address); });
    if (host->second.empty()) entries_.erase(host);
}

void LookupCache::forget(const std::string& host) {
    const auto it = entries_.find(host);
    if (it == entries_.end()) return;
    dropIf(it->second, [](const Entry&) { return true; });
    entries_.erase(it);
}

void LookupCache::clear() {
    entries_.clear();
    bytes_ = 0;
}

}  // namespace snmpolld::samples
