// WaitingForKeys: the polls of an engine that have found an engine ID whose keys they do not have, by their tasks. Used
// by Engine, whose caller gets the keys.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/local_keys.hpp"

namespace snmpolld::snmp {

// Poll has an `id`, that of its task.
template <typename Poll>
class WaitingForKeys {
  public:
    void add(Poll* poll, std::string engine_id) {
        wanted_.push_back({.task_id = poll->id, .engine_id = std::move(engine_id)});
        polls_[poll->id] = poll;
    }
    void remove(const Poll* poll) {
        if (!polls_.empty()) polls_.erase(poll->id);
    }
    // Null: it has not asked, or has ended.
    Poll* find(uint64_t task_id) const {
        const auto found = polls_.find(task_id);
        return found == polls_.end() ? nullptr : found->second;
    }
    // What is to be asked for; each once.
    std::vector<model::KeyWanted> takeWanted() { return std::exchange(wanted_, {}); }

  private:
    std::unordered_map<uint64_t, Poll*> polls_;
    std::vector<model::KeyWanted> wanted_;
};

}  // namespace snmpolld::snmp
