// Placement: gives a service's hosts their targets, at the start and at each reload. Hosts that stay keep their phase,
// their sequence and what was learned; what is removed is no longer scheduled and is destroyed after its last record.
#pragma once

#include <span>
#include <vector>

#include "base/clocks.hpp"
#include "model/target.hpp"
#include "schedule/schedule.hpp"
#include "supervisor/hosts.hpp"
#include "supervisor/pacer.hpp"
#include "supervisor/poller.hpp"
#include "supervisor/twins.hpp"

namespace snmpolld::supervisor {

class Placement {
  public:
    Placement(const Clocks& clocks, Poller& poller, Pacer& pacer, Hosts& hosts, schedule::Schedule& schedule,
              Twins& twins)
        : clocks_(clocks), poller_(poller), pacer_(pacer), hosts_(hosts), schedule_(schedule), twins_(twins) {}

    // `targets` are all targets of the service from now on. Those of one host are adjacent and are its questions.
    void place(std::vector<model::Target> targets);
    // Destroys the host and its questions if they are removed and nothing of them is under way.
    void settle(Host& host);

  private:
    void placeHost(std::span<model::Target> targets);
    void add(std::span<model::Target> targets);
    void addQuestion(Host& host, model::Target target);
    void update(Host& host, std::span<model::Target> targets);
    bool retarget(Host& host, Question& question, model::Target target);
    void remove(Host& host);
    void drop(Host& host, std::span<Question* const> questions);
    void schedule(const Host& host, const Question& question);

    const Clocks& clocks_;
    Poller& poller_;
    Pacer& pacer_;
    Hosts& hosts_;
    schedule::Schedule& schedule_;
    Twins& twins_;
};

}  // namespace snmpolld::supervisor
