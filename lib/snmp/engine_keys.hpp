// EngineKeys: the keys that one exchange has, each of an engine, and the engine whose keys it waits for. The keys come
// from the supervisor, with the task or when they are asked for. They are overwritten when the exchange is over. Used
// by V3Session; the engine of this folder passes questions and answers on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/local_keys.hpp"
#include "model/poll_task.hpp"
#include "snmp/usm.hpp"

namespace snmpolld::snmp {

class EngineKeys {
  public:
    // An engine that requests are to go to as soon as its keys are here.
    struct Awaited {
        std::string engine_id;
        EngineClock clock;
        MonoTime seen;  // when the clock was read
    };

    explicit EngineKeys(const model::PollTask& task);

    // Null: they are not here. Without authentication no keys are needed, and those that are returned are empty.
    const model::LocalKeys* find(std::string_view engine_id) const;
    bool wereRefused(std::string_view engine_id) const;

    // Takes the place of what was awaited before.
    void await(Awaited engine);
    void cancel() { awaited_.reset(); }
    bool awaits() const { return awaited_.has_value(); }
    // The engine whose keys are to be asked for; each once.
    std::optional<std::string> takeWanted();

    // Keeps what the answer says. Returns the engine that was awaited if the answer is about that one.
    std::optional<Awaited> take(const model::KeyAnswer& answer);

  private:
    struct Kept {
        model::LocalKeys keys;
        bool refused = false;
        bool is_here = false;
    };

    const Kept* keptOf(std::string_view engine_id) const;

    bool needed_;
    std::vector<Kept> kept_;  // one for each engine that was asked for
    std::optional<Awaited> awaited_;
    std::optional<std::string> wanted_;
};

}  // namespace snmpolld::snmp
