// Hosts: the configured hosts of a service and their questions, by name and by number. A number belongs to a question
// and is small, as the schedule wants it; a host has that of its first question. What is removed keeps its place until
// its last record is out.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/target.hpp"
#include "supervisor/host.hpp"

namespace snmpolld::supervisor {

class Hosts {
  public:
    struct Place {
        Host* host;
        Question* question;
    };

    Host& add(model::Target target);
    Question& addQuestion(Host& host, model::Target target);
    // Destroys what is removed and has nothing under way; a host that `waits` stays.
    void drop(Host& host, bool waits);

    Place at(uint32_t question);
    // Has the host of a question fetched into the caches; null questions and those that are not the first are skipped.
    void prefetch(uint32_t question) const;

    const Host* find(const std::string& name) const;     // null: not configured
    Host* known(const std::string& name);                // likewise, but it may be removed
    std::string nearest(const std::string& word) const;  // the name that is most like `word`; "": none is
    size_t count() const { return by_name_.size(); }

    // Numbers are below slots(); null where there is no configured host.
    size_t slots() const { return slots_.size(); }
    const Host* slot(size_t number) const;
    std::vector<Host*> all();  // in the order of their numbers, removed ones too

    // Hosts by the outcome of their last poll. Those that were not polled yet are the rest.
    std::vector<uint64_t> lastOutcomes() const;

  private:
    uint32_t takeNumber();

    std::vector<std::unique_ptr<Host>> slots_;     // null: free, or the number of a further question
    std::unordered_map<uint32_t, Place> further_;  // questions after a host's first, by number
    std::vector<uint32_t> free_;
    std::unordered_map<std::string, uint32_t> by_name_;
};

}  // namespace snmpolld::supervisor
