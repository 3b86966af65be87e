// KeyMaker: makes the keys of users at engines for the supervisor. Most take a microsecond and are made whenever they
// are needed. Those with Reeder's extension take 4 ms: they are made in a thread, one after the other, and remembered.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "loop/background.hpp"
#include "loop/timing.hpp"
#include "snmp/crypto.hpp"
#include "snmp/kept_keys.hpp"
#include "supervisor/key_source.hpp"

namespace snmpolld::daemon {

class KeyMaker final : public supervisor::KeySource {
  public:
    KeyMaker(loop::Loop& loop, loop::Timing& timing);

    std::optional<model::LocalKeys> find(const std::shared_ptr<const model::Credentials>& credentials,
                                         std::string_view engine_id) override;
    void make(std::shared_ptr<const model::Credentials> credentials, std::string engine_id, Made made) override;

  private:
    struct Order {
        std::shared_ptr<const model::Credentials> credentials;
        std::string engine_id;
        Made made;
    };

    void next();
    Order takeFirst();
    void forgetGone();

    std::unique_ptr<snmp::UsmCrypto> crypto_;  // null until it is needed: it reads OpenSSL's configuration
    snmp::KeptKeys kept_;
    std::deque<Order> orders_;  // the first one is being made
    std::unique_ptr<loop::Alarm> forget_;
    loop::Background background_;
};

}  // namespace snmpolld::daemon
