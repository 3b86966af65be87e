#include "snmp/error_text.hpp"

#include <array>
#include <cstring>
#include <utility>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

constexpr std::array<std::string_view, 19> kErrorStatus{"noError",
                                                        "tooBig",
                                                        "noSuchName",
                                                        "badValue",
                                                        "readOnly",
                                                        "genErr",
                                                        "noAccess",
                                                        "wrongType",
                                                        "wrongLength",
                                                        "wrongEncoding",
                                                        "wrongValue",
                                                        "noCreation",
                                                        "inconsistentValue",
                                                        "resourceUnavailable",
                                                        "commitFailed",
                                                        "undoFailed",
                                                        "authorizationError",
                                                        "notWritable",
                                                        "inconsistentName"};

std::string counted(uint32_t n, std::string_view one, std::string_view many) {
    return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

std::string user(const model::Credentials& credentials) {
    return "user \"" + printable(credentials.username) + "\"";
}

std::string claimText(const std::string& engine, const model::Credentials& credentials) {
    if (credentials.engine_id.empty()) return "; the agent claims to be engine " + engine;
    return "; the agent claims to be engine " + engine + ", and engine_id is " + toHex(credentials.engine_id);
}

std::string ignoredSecurity(const Notes& notes, const Clues& clues, const model::Credentials& credentials,
                            model::Quirks quirks) {
    std::string out;
    if (notes.wrong_digest > 0)
        out += "; " + counted(notes.wrong_digest, "message", "messages") +
               " with a wrong digest: the authentication key of " + user(credentials) +
               " is wrong, or the messages are forged";
    if (notes.malformed > 0)
        out += "; " + counted(notes.malformed, "malformed message: ", "malformed messages, the first: ") +
               notes.first_fault;
    if (notes.worn_out > 0)
        out += "; " + counted(notes.worn_out, "answer", "answers") +
               " of an engine whose boots are at their end, 2147483647: the agent must be set up anew (RFC 3414 2.3)";
    if (notes.unverified > 0)
        out += "; " + counted(notes.unverified, "message", "messages") + " rejected by SNMPv3 security";
    if (notes.report == SNMPERR_UNKNOWN_ENG_ID && !clues.engine.empty()) out += claimText(clues.engine, credentials);
    if (notes.report == SNMPERR_NOT_IN_TIME_WINDOW) {
        out += "; reports about the time window came without a digest";
        if (!quirks.has(model::Quirk::unauthenticated_reports)) out += "; quirk unauthenticated_reports takes them";
    }
    return out;
}

// Names the quirks that are missing.
std::string answersFrom(const model::Address& address, bool is_short, model::Quirks quirks) {
    const bool any_source = !quirks.has(model::Quirk::any_source);
    const bool short_ids = is_short && !quirks.has(model::Quirk::short_request_ids);
    const std::string from = std::string(is_short ? "; answers with a request-id cut to 16 bits" : "; answers") +
                             " came from " + address.toString();
    if (any_source && short_ids) return from + "; quirks any_source and short_request_ids together take them";
    if (any_source) return from + "; quirk any_source takes them";
    return short_ids ? from + "; quirk short_request_ids takes them" : from;
}

}  // namespace

bool isAboutUser(int report) {
    return report == SNMPERR_UNKNOWN_USER_NAME || report == SNMPERR_AUTHENTICATION_FAILURE ||
           report == SNMPERR_UNSUPPORTED_SEC_LEVEL || report == SNMPERR_DECRYPTION_ERR;
}

void Notes::addFault(std::string fault) {
    ++malformed;
    if (first_fault.empty()) first_fault = std::move(fault);
}

void Notes::addReport(int number) {
    ++unverified;
    const auto gravity = [](int n) {
        return n == 0                            ? 0
               : n == SNMPERR_UNKNOWN_ENG_ID     ? 1
               : n == SNMPERR_NOT_IN_TIME_WINDOW ? 2
               : isAboutUser(n)                  ? 4
                                                 : 3;
    };
    if (gravity(number) > gravity(report)) report = number;
}

std::string errorStatusName(long error_status) {
    if (error_status < 0 || error_status >= static_cast<long>(kErrorStatus.size()))
        return "error-status " + std::to_string(error_status);
    return std::string(kErrorStatus[static_cast<size_t>(error_status)]);
}

std::string errorFor(long error_status, const model::Oid& oid) {
    return errorStatusName(error_status) + " for " + oid.toString();
}

std::string noAnswerText(size_t tries, Duration first, Duration last) {
    const auto shortest = std::chrono::round<std::chrono::milliseconds>(first);
    std::string out = "no answer in " + (tries == 1 ? "1 try" : std::to_string(tries) + " tries") + " of ";
    if (tries > 1 && shortest < last) out += roundedDuration(shortest) + " to ";
    return out + roundedDuration(last);
}

std::string looksTheSame(const model::Credentials& credentials) {
    if (credentials.version != model::Version::v3) return "; a wrong community looks the same";
    const bool encrypted = credentials.security_level == model::SecurityLevel::authPriv;
    const std::string key = encrypted ? "; a wrong privacy key looks the same" : "";
    if (credentials.context_name.empty()) return key;
    return key + "; an agent without context \"" + printable(credentials.context_name) + "\" may look the same";
}

std::string ignoredText(const Notes& notes, const Clues& clues, const model::Credentials& credentials,
                        model::Quirks quirks) {
    std::string out = ignoredSecurity(notes, clues, credentials, quirks);
    if (clues.elsewhere) out += answersFrom(*clues.elsewhere, clues.is_cut, quirks);
    if (notes.unreachable != 0) out += "; an ICMP error said: " + std::string(std::strerror(notes.unreachable));
    if (notes.short_id > 0 && !quirks.has(model::Quirk::short_request_ids))
        out += "; " + counted(notes.short_id, "answer has", "answers have") +
               " a request-id cut to 16 bits; quirk short_request_ids takes such answers";
    else if (notes.other_id > 0)
        out += "; " +
               counted(notes.other_id, "answer with another request-id was", "answers with other request-ids were") +
               " ignored";
    if (notes.other_community > 0)
        out +=
            "; " +
            counted(notes.other_community, "answer with another community was", "answers with another community were") +
            " ignored; quirk any_community takes such answers";
    return out;
}

std::string reportText(int report, const model::Credentials& credentials) {
    switch (report) {
        case SNMPERR_UNKNOWN_USER_NAME:
            return "the agent does not know " + user(credentials);
        case SNMPERR_AUTHENTICATION_FAILURE:
            return "the agent rejects the authentication key of " + user(credentials) + " (wrong digest)";
        case SNMPERR_UNSUPPORTED_SEC_LEVEL:
            return "the agent does not accept " + user(credentials) + " at " +
                   std::string(model::securityLevelName(credentials.security_level));
        case SNMPERR_DECRYPTION_ERR:
            return "the agent cannot decrypt the request of " + user(credentials) + ": wrong privacy key or protocol";
        case SNMPERR_NOT_IN_TIME_WINDOW:
            return "the agent says that requests are not in its time window although they carry its own clock";
        case SNMPERR_UNKNOWN_ENG_ID:
            return "the agent does not know the engine ID that was used";
        case SNMPERR_BAD_CONTEXT:
            return "the agent does not have context \"" + printable(credentials.context_name) + "\"";
        case SNMPERR_UNKNOWN_SEC_MODEL:
            return "the agent does not support the User-based Security Model";
        case SNMPERR_INVALID_MSG:
            return "the agent reports an invalid message";
        default:
            return "the agent sent an unknown report";
    }
}

}  // namespace snmpolld::snmp
