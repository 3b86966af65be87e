// Answers of an agent in the test, and what becomes of a poll that gets them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "responder.hpp"

namespace snmpolld::test {

using Answers = std::vector<std::string>;

inline const std::string kText = tlv(0x04, "x");

inline model::PollTask taskFor(const Responder& agent, std::vector<std::string> oids = {kSysDescr},
                               model::Version version = model::Version::v2c) {
    auto task = makeTask(agent.port(), community(version), oids);
    task.timeout = task.timeout_min = std::chrono::milliseconds(60);
    return task;
}

inline std::string answer(const snmp::RawMessage& request, const std::string& varbinds, PduParts parts = {}) {
    parts.request_id = request.pdu.request_id.value_or(0);
    return communityMessage(request.version, request.community, pdu(parts, varbinds));
}

inline std::string values(const std::vector<std::string>& oids, const std::string& value = kText) {
    std::string out;
    for (const auto& oid : oids)
        out += varbind(oid, value);
    return out;
}

inline bool has(const model::HostRecord& record, std::string_view words) {
    return record.error.find(words) != std::string::npos;
}

// The record when the agent's answer to sysDescr.0 is `make`'s.
inline model::HostRecord afterAnswer(const std::function<std::string(const snmp::RawMessage&)>& make) {
    Responder agent([&](const auto& request, int) { return Answers{make(request)}; });
    return agent.run(taskFor(agent));
}

}  // namespace snmpolld::test
