// KeySource: makes the keys of users at engines from those that serve everywhere, which only the supervisor has. It is
// passed in, as the supervisor's logic knows no cryptography; the daemon has the real one, a unit test one of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/credentials.hpp"
#include "model/local_keys.hpp"

namespace snmpolld::supervisor {

class KeySource {
  public:
    using Made = std::function<void(const model::LocalKeys&)>;

    virtual ~KeySource() = default;

    // nullopt: to make them takes long.
    virtual std::optional<model::LocalKeys> find(const std::shared_ptr<const model::Credentials>& credentials,
                                                 std::string_view engine_id) = 0;
    // Makes those that take long, without holding up the loop. `made` is called on the loop.
    virtual void make(std::shared_ptr<const model::Credentials> credentials, std::string engine_id, Made made) = 0;
};

}  // namespace snmpolld::supervisor
