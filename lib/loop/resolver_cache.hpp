// What the Resolver remembers: answers and failures by name and family, with their ages. Pure; the time is passed in.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "loop/name_resolver.hpp"

namespace snmpolld::loop {

using ResolverKey = std::pair<std::string, int>;  // name, address family

class ResolverCache {
  public:
    using Answer = NameResolver::Answer;

    struct Found {
        const Answer* answer = nullptr;  // null: not known, or too old
        bool refresh = false;            // the name should be resolved (again)
    };

    Found find(const ResolverKey& key, MonoTime now) const;
    // A failure never replaces an address that is still good. Returns true for the first failure since that address was
    // stored.
    bool store(const ResolverKey& key, Answer answer, MonoTime now);
    size_t size() const { return entries_.size(); }

    static constexpr Duration kKeepAddress = std::chrono::minutes(5);
    static constexpr Duration kFreshAddress = std::chrono::minutes(1);
    static constexpr Duration kKeepStale = std::chrono::hours(1);  // an address, while it cannot be refreshed
    static constexpr Duration kKeepFailure = std::chrono::seconds(10);
    static constexpr size_t kMost = 200'000;  // names; when there are more, all are forgotten

  private:
    struct Entry {
        Answer answer;
        MonoTime stored{};     // when the answer came
        MonoTime attempted{};  // of the last attempt, whatever the result
    };

    static Duration lifetime(const Entry& entry);
    static bool expired(const Entry& entry, MonoTime now);
    void purge(MonoTime now);

    std::map<ResolverKey, Entry> entries_;
    size_t purge_at_ = 1024;  // entries; twice what the last purge left
};

}  // namespace snmpolld::loop
