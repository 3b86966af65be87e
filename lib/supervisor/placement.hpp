// Placement: gives a service's hosts their targets, at the start and at each reload. Hosts that stay keep their phase,
// their sequence and what was learned; what is removed is no longer scheduled and is destroyed after its last record. A
// hundred thousand hosts take a while, so it can be done in slices between which polls go on.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/clocks.hpp"
#include "model/target.hpp"
#include "schedule/schedule.hpp"
#include "supervisor/guests.hpp"
#include "supervisor/hosts.hpp"
#include "supervisor/pacer.hpp"
#include "supervisor/poller.hpp"
#include "supervisor/twins.hpp"

namespace snmpolld::supervisor {

class Placement {
  public:
    Placement(const Clocks& clocks, Poller& poller, Pacer& pacer, Hosts& hosts, Guests& guests,
              schedule::Schedule& schedule, Twins& twins)
        : clocks_(clocks),
          poller_(poller),
          pacer_(pacer),
          hosts_(hosts),
          guests_(guests),
          schedule_(schedule),
          twins_(twins) {}

    // `targets` are all targets of the service from now on. Those of one host are adjacent and are its questions. Does
    // nothing yet: go() does. Targets of an earlier call that are not placed yet never will be.
    void begin(std::vector<model::Target> targets);
    // Goes on until it is done or, after some hosts, until this time. true: all is done. Until then, hosts have either
    // their earlier targets or the new ones.
    bool go(MonoTime until);
    // Destroys the host and its questions if they are removed and nothing of them is under way.
    void settle(Host& host);

  private:
    // What is being placed, and how far that has come.
    struct Change {
        std::vector<model::Target> targets{};
        size_t slots = 0;   // numbers of hosts at the beginning
        size_t marked = 0;  // targets whose hosts, if they are known, are marked as wanted
        size_t swept = 0;   // numbers of hosts that are looked through; those that are not wanted are removed
        size_t placed = 0;  // targets that hosts have
    };
    using ModuleSets = std::pair<std::shared_ptr<const model::ModuleSet>, std::shared_ptr<const model::ModuleSet>>;

    bool step();
    bool free();
    void placeNext();
    bool isSame(const ModuleSets& sets);
    void placeHost(std::span<model::Target> targets);
    void add(std::span<model::Target> targets);
    void addQuestion(Host& host, model::Target target);
    void succeedGuest(Host& host);
    void update(Host& host, std::span<model::Target> targets);
    bool retarget(Host& host, Question& question, model::Target target);
    void remove(Host& host);
    void drop(Host& host, std::span<Question* const> questions);
    void schedule(const Host& host, const Question& question);

    const Clocks& clocks_;
    Poller& poller_;
    Pacer& pacer_;
    Hosts& hosts_;
    Guests& guests_;
    schedule::Schedule& schedule_;
    Twins& twins_;
    Change change_;
    uint32_t changes_ = 0;             // so far, with this one
    std::map<ModuleSets, bool> same_;  // pairs that were compared in this change; many hosts have the same
};

}  // namespace snmpolld::supervisor
