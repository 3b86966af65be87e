#include "model/host_record.hpp"

#include <array>

namespace snmpolld::model {

std::string_view statusName(Status status) {
    constexpr std::array<std::string_view, kStatusCount> kNames{
        "ok",           "partial",     "timeout",      "unreachable", "unresolved",
        "auth_failure", "agent_error", "bad_response", "worker_lost", "skipped"};
    return kNames[static_cast<size_t>(status)];
}

}  // namespace snmpolld::model
