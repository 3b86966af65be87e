// What a target is asked, as commands of Net-SNMP's clients: lines to be pasted into a shell and completed with the
// secrets, which they never contain. Used by `snmpolld explain`.
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
    std::optional<model::Address> address;  // of its node, if it is known
    std::vector<size_t> gets;               // how many instances each GET asks for, in their order
};

// An snmpget for each GET, an snmpbulkwalk or snmpwalk for each subtree.
std::vector<std::string> clientCommands(const Asking& question);

// `word` quoted so that a POSIX shell takes it as one word.
std::string shellWord(const std::string& word);

}  // namespace snmpolld::report
