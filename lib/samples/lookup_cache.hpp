// LookupCache: keeps the tables of `cache_lookups` as a poll has walked them, for further polls that ask the host the
// same. The worker finds out by the marks (model/lookup_marks.hpp) whether the host is still as it was. Tables that do
// not fit are not kept and are walked again by the next poll.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "model/address.hpp"
#include "model/lookup_marks.hpp"
#include "model/target.hpp"
#include "model/varbind.hpp"

namespace snmpolld::samples {

class LookupCache {
  public:
    static constexpr size_t kMostBytes = 256U << 20;     // of all tables
    static constexpr size_t kMostBytesOfOne = 1U << 20;  // of one poll's tables
    static constexpr size_t kMostOfHost = 16;            // questions of one host: its own, and those of scrapes

    explicit LookupCache(size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

    // What is kept of this target at this address, unless it is too old; none if the tables are to be walked.
    std::optional<model::LookupMarks> marks(const model::Target& target, const model::Address& address,
                                            MonoTime now) const;
    // The same, however old it is. nullopt if nothing was kept before this time.
    std::optional<std::vector<model::Varbind>> varbinds(const model::Target& target, const model::Address& address,
                                                        MonoTime before = MonoTime::max()) const;

    // Keeps the lookups among the varbinds of a poll that was answered completely, and drops what was kept before.
    void keep(const model::Target& target, const model::Address& address, const model::LookupMarks& marks,
              std::span<const model::Varbind> varbinds, MonoTime now);
    void drop(const model::Target& target, const model::Address& address);
    void forget(const std::string& host);
    void clear();

    size_t bytes() const { return bytes_; }

  private:
    struct Entry {
        std::shared_ptr<const model::ModuleSet> set;
        uint64_t agent = 0;      // a hash of its AgentKey, as credentials that are no longer used must be nowhere
        model::Address address;  // to which its node resolved
        model::LookupMarks marks;
        std::string packed;
        MonoTime kept;

        bool isOf(const model::Target& target, const model::Address& at) const;
        bool isTooOld(MonoTime now) const { return now - marks.taken > set->requests.cache_lookups; }
        size_t size() const { return sizeof(Entry) + packed.capacity(); }
    };
    using Entries = std::unordered_map<std::string, std::vector<Entry>>;  // by host

    const Entry* find(const model::Target& target, const model::Address& address) const;
    template <typename Condition>
    void dropIf(std::vector<Entry>& entries, Condition condition);
    void add(const std::string& host, Entry entry, MonoTime now);
    void dropOld(MonoTime now);

    size_t most_bytes_;
    Entries entries_;
    size_t bytes_ = 0;
    MonoTime old_dropped_{};
};

}  // namespace snmpolld::samples
