// Whether an answer fits the request: the rules that need nothing but the two. Pure functions, called by those who take
// the answers of one exchange.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "model/credentials.hpp"
#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "model/quirks.hpp"
#include "snmp/answer_varbinds.hpp"
#include "snmp/ber.hpp"
#include "snmp/error_text.hpp"

namespace snmpolld::snmp {

// Why a message that claims to answer cannot be an answer to who asked with these credentials; null when it may be one.
const char* faultOf(const RawMessage& message, const model::Credentials& credentials);

// Why these varbinds are not the OIDs that a GET asked for, in their order; nullopt when they are.
std::optional<std::string> mismatch(AnswerVarbinds answer, std::span<const model::Oid* const> asked);

// The device's clock, when the varbind is sysUpTime.0; not known when that has no TimeTicks. nullopt: another OID.
std::optional<model::ClockMark> clockIn(const RawVarbind& varbind);

// The quirks that are allowed in a poll.
model::Quirks quirksOf(const model::PollTask& task);

// How a poll ends that nothing answered, judged by what came instead.
model::Status statusWithoutAnswer(const Notes& notes);

}  // namespace snmpolld::snmp
