// The state file: what polling has taught of hosts, one line each, so that a restart need not learn it again. It is
// text; its first line gives the version and its last one the number of hosts. It contains no secrets, and no silent
// OIDs, which are asked for again after a restart. StateKeeper decides when it is read and written. It is not trusted:
// it may be cut off, old or garbage.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/now.hpp"
#include "base/result.hpp"
#include "model/poll_task.hpp"
#include "model/target.hpp"

namespace snmpolld::supervisor {

struct KeptHost {
    std::string host;       // its name
    std::string agent;      // what is polled under this name: "udp:192.0.2.1:161"
    std::string auth;       // the name of its credentials; empty for a community of its own
    WallTime learned_at{};  // when it last answered
    model::Learned learned;
};

// KeptHost::agent of a target.
std::string agentText(const model::Target& target);

// The file is its head, a line for each host, and its end.
std::string_view stateHead();
// Returns false and appends nothing if the line of the host could not be read back.
bool appendState(const KeptHost& host, Now now, std::string& out);
std::string stateEnd(size_t hosts);

// Errors say "FILE:LINE: why". The engines' clocks are set forward by the time that has passed since they were written;
// if that is not known, because the file is from the future, they stay as they were.
Result<std::vector<KeptHost>> parseState(const std::string& file, std::string_view text, Now now);
// No hosts if there is no such file.
Result<std::vector<KeptHost>> readState(const std::filesystem::path& file, Now now);

inline constexpr size_t kMaxStateOctets = 512U << 20;

}  // namespace snmpolld::supervisor
