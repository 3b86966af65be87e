// A service in a World of fakes, with targets that are polled every 10 s.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "supervisor/service.hpp"
#include "world.hpp"

namespace snmpolld::test {

struct ServiceWorld : World {
    ServiceWorld() { service.setBreaker({.after = 2, .probe_every = std::chrono::seconds(60)}); }

    static model::Target every10s(const std::string& name) {
        model::Target out = target(name);
        out.interval = std::chrono::seconds(10);
        out.gap = model::Gap(0);
        return out;
    }
    // Another question of a host: other modules.
    static model::Target asking(const std::string& name, const std::string& module,
                                Duration interval = std::chrono::seconds(10)) {
        model::Target out = every10s(name);
        model::ModuleSet modules;
        modules.modules = {module};
        out.module_set = std::make_shared<const model::ModuleSet>(modules);
        out.interval = interval;
        return out;
    }
    void start(std::vector<model::Target> targets) {
        service.reload(std::move(targets));
        timing.endTurns();
    }
    void reload(std::vector<model::Target> targets) {
        service.reload(std::move(targets));
        timing.endTurns();
    }
    const supervisor::Host& host(const std::string& name) const { return *service.hosts().find(name); }
    // Until the next poll of the host's question is due.
    void untilDue(const std::string& name) { untilDue(host(name)); }
    void untilDue(const supervisor::Question& question) {
        timing.advance(*service.nextDue(question) - clocks.now.mono + std::chrono::milliseconds(20));
    }
    // The process stands still: time passes without anything being called.
    void stall(Duration time) {
        clocks.now.mono += time;
        clocks.now.wall += time;
        timing.advance(std::chrono::seconds(0));
    }
    // One poll of the host, from its being due to its answer.
    void round(const std::string& name, const model::HostRecord& record = okay()) {
        untilDue(name);
        answer(name, record);
    }

    supervisor::Service service{outside, poller};
};

}  // namespace snmpolld::test
