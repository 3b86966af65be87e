// Hosts: the configured hosts of a service and their questions, by name and by number. Each question has a number,
// which is small, as the schedule needs it; a host has the number of its first question. Removed hosts and questions
// stay until their last record is out.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/target.hpp"
#include "supervisor/host.hpp"
#include "supervisor/sequences.hpp"

namespace snmpolld::supervisor {

class Hosts {
  public:
    struct Place {
        Host* host;
        Question* question;
    };

    // `sequences` keeps the numbers of the hosts that have gone.
    explicit Hosts(Sequences& sequences) : sequences_(sequences) {}

    Host& add(model::Target target);
    Question& addQuestion(Host& host, model::Target target);
    // Destroys the further questions of the host, and the host itself, that are removed and have no poll under way.
    // With `waits`, polls are waiting for the host, and it stays.
    void drop(Host& host, bool waits);

    Place at(uint32_t question);
    // Fetches the host of a question into the caches. Does nothing unless it is the first question of a host.
    void prefetch(uint32_t question) const;

    const Host* find(const std::string& name) const;     // null: not configured
    Host* known(const std::string& name);                // likewise; finds removed hosts as well
    std::string nearest(const std::string& word) const;  // the name most like `word`; "": none is similar
    size_t count() const { return by_name_.size(); }

    // All numbers are below slots(). slot() is null where there is no configured host.
    size_t slots() const { return slots_.size(); }
    const Host* slot(size_t number) const;
    Host* known(size_t number);  // likewise; finds removed hosts as well

    // The number of hosts for each outcome of the last poll, by status. Hosts that were not polled yet are not counted.
    std::vector<uint64_t> lastOutcomes() const;

  private:
    uint32_t takeNumber();

    Sequences& sequences_;
    std::vector<std::unique_ptr<Host>> slots_;     // null: free, or the number of a further question
    std::unordered_map<uint32_t, Place> further_;  // questions after a host's first, by number
    std::vector<uint32_t> free_;
    std::unordered_map<std::string, uint32_t> by_name_;
};

}  // namespace snmpolld::supervisor
