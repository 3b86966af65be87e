// The question of a target in the words of Net-SNMP's clients: lines for a shell, to be pasted and completed with the
// secrets, which are never in them. Used by `snmpolld explain`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/poll_task.hpp"
#include "model/target.hpp"

namespace snmpolld::report {

struct Asking {
    const model::Target& target;
    const model::Learned& learned;
    std::optional<model::Address> address;  // of its node, when it is known
    std::vector<size_t> gets;               // how many instances each GET asks, one after the other
};

// snmpget for each GET, snmpbulkwalk or snmpwalk for each subtree.
std::vector<std::string> clientCommands(const Asking& question);

// `word` as one word of a POSIX shell.
std::string shellWord(const std::string& word);

}  // namespace snmpolld::report
