// KeptKeys: remembers keys that take long to make (localise.hpp), as long as the credentials exist that they were made
// of. Called in the supervisor.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "model/credentials.hpp"
#include "model/local_keys.hpp"

namespace snmpolld::snmp {

class KeptKeys {
  public:
    using Owner = std::shared_ptr<const model::Credentials>;

    static constexpr size_t kMost = 1U << 17;

    explicit KeptKeys(size_t most = kMost) : most_(most) {}

    // Null when they are not remembered. Valid until the next keep() or forgetGone().
    const model::LocalKeys* find(const Owner& credentials, std::string_view engine_id) const;
    // Forgets all others first when there are as many as may be.
    void keep(const Owner& credentials, const model::LocalKeys& keys);
    // Forgets, and overwrites, those whose credentials nobody has any more.
    void forgetGone();
    size_t size() const { return size_; }

  private:
    using OfEngine = std::unordered_map<std::string, model::LocalKeys>;

    size_t most_;
    size_t size_ = 0;
    std::map<std::weak_ptr<const model::Credentials>, OfEngine, std::owner_less<>> kept_;
};

}  // namespace snmpolld::snmp
