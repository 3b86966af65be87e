#include "snmp/answer_check.hpp"

#include "model/sys_up_time.hpp"
#include "snmp/net_snmp.hpp"
#include "snmp/values.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

int versionOnWire(model::Version version) {
    return version == model::Version::v1 ? kVersion1 : version == model::Version::v2c ? kVersion2c : kVersion3;
}

uint8_t flagsOf(model::SecurityLevel level) {
    switch (level) {
        case model::SecurityLevel::noAuthNoPriv:
            return 0;
        case model::SecurityLevel::authNoPriv:
            return kFlagAuth;
        case model::SecurityLevel::authPriv:
            return kFlagAuth | kFlagPriv;
    }
    return 0;
}

bool lacksSecurity(const RawMessage& message, model::SecurityLevel level) {
    const uint8_t wanted = flagsOf(level);
    return (message.flags & wanted) != wanted && message.pdu.type == kPduResponse;
}

}  // namespace

const char* faultOf(const RawMessage& message, const model::Credentials& credentials) {
    if (message.version != versionOnWire(credentials.version)) return "its SNMP version is not that of the request";
    if (message.fault != nullptr) return message.fault;
    if (message.version == kVersion3 && lacksSecurity(message, credentials.security_level))
        return "it has less security than was asked for";
    return nullptr;
}

std::optional<std::string> mismatch(AnswerVarbinds answer, std::span<const model::Oid* const> asked) {
    for (const model::Oid* oid : asked) {
        if (answer.atEnd()) return "an answer with too few varbinds";
        if (answer.damage() != nullptr && !answer.damage()->named) return answer.damage()->why;
        if (!sameOid(*answer, *oid)) {
            model::Oid other;
            readOid(*answer, other);
            return "answered as " + other.toString();
        }
        answer.next();
    }
    if (!answer.atEnd()) return "an answer with too many varbinds";
    return std::nullopt;
}

std::optional<model::ClockMark> clockIn(const RawVarbind& varbind) {
    if (!sameOid(varbind, model::kSysUpTimeInstance)) return std::nullopt;
    model::ClockMark clock;
    clock.known = varbind.tag == ASN_TIMETICKS;
    if (clock.known) clock.sys_up_time = unsigned32(varbind.value);
    return clock;
}

model::Quirks quirksOf(const model::PollTask& task) {
    return task.module_set->requests.quirks | task.credentials->quirks;
}

Status statusWithoutAnswer(const Notes& notes) {
    if (isAboutUser(notes.report) || notes.wrong_digest > 0) return Status::auth_failure;
    if (notes.report != 0) return Status::agent_error;
    if (notes.malformed > 0 || notes.unverified > 0 || notes.worn_out > 0) return Status::bad_response;
    return notes.unreachable != 0 ? Status::unreachable : Status::timeout;
}

}  // namespace snmpolld::snmp
