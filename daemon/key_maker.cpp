#include "key_maker.hpp"

#include <utility>

#include "snmp/localise.hpp"
#include "wiping_frees.hpp"

namespace snmpolld::daemon {

namespace {

constexpr Duration kForgetEvery = std::chrono::seconds(1);

}  // namespace

KeyMaker::KeyMaker(loop::Loop& loop, loop::Timing& timing)
    : forget_(timing.alarm([this] { forgetGone(); })), background_(loop) {}

std::optional<model::LocalKeys> KeyMaker::find(const std::shared_ptr<const model::Credentials>& credentials,
                                               std::string_view engine_id) {
    if (snmp::localKeysTakeLong(*credentials)) {
        const model::LocalKeys* const kept = kept_.find(credentials, engine_id);
        return kept == nullptr ? std::nullopt : std::optional(*kept);
    }
    if (crypto_ == nullptr) crypto_ = std::make_unique<snmp::UsmCrypto>();
    return snmp::localKeys(*credentials, engine_id, *crypto_);
}

void KeyMaker::make(std::shared_ptr<const model::Credentials> credentials, std::string engine_id, Made made) {
    orders_.push_back({std::move(credentials), std::move(engine_id), std::move(made)});
    if (!background_.busy()) next();
}

// The thread has its own view of the credentials, which never change, and of the result, which may outlive the
// KeyMaker.
void KeyMaker::next() {
    while (!orders_.empty()) {
        const Order& first = orders_.front();
        if (const model::LocalKeys* const kept = kept_.find(first.credentials, first.engine_id)) {
            const model::LocalKeys keys = *kept;
            takeFirst().made(keys);
            continue;
        }
        const auto keys = std::make_shared<model::LocalKeys>();
        const auto work = [keys, credentials = first.credentials, engine_id = first.engine_id] {
            const WipingFrees wiping;
            snmp::UsmCrypto crypto;
            *keys = snmp::localKeys(*credentials, engine_id, crypto);
        };
        return background_.run(work, [this, keys] {
            const Order order = takeFirst();
            kept_.keep(order.credentials, *keys);
            forget_->startEvery(kForgetEvery);
            order.made(*keys);
            if (!background_.busy()) next();
        });
    }
}

KeyMaker::Order KeyMaker::takeFirst() {
    Order order = std::move(orders_.front());
    orders_.pop_front();
    return order;
}

void KeyMaker::forgetGone() {
    kept_.forgetGone();
    if (kept_.size() == 0) forget_->stop();
}

}  // namespace snmpolld::daemon
