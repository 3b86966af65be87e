// The sentences in the records of an engine. Only words: others decide what the outcome is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "model/address.hpp"
#include "model/credentials.hpp"
#include "model/oid.hpp"

namespace snmpolld::snmp {

// What came from the host and was ignored, counted by why. If nothing else comes, the gravest of it is the error.
struct Notes {
    uint32_t other_id = 0;
    uint32_t short_id = 0;  // of these, those that are 16 bits of the right one
    uint32_t other_community = 0;
    uint32_t wrong_digest = 0;
    uint32_t unverified = 0;
    uint32_t worn_out = 0;  // authentic, from an engine whose boots are at their end
    uint32_t malformed = 0;
    std::string first_fault{};  // of a malformed message, or of one that answers something else
    int report = 0;             // the gravest SNMPv3 report without a digest, by Net-SNMP's number; 0: none
    int unreachable = 0;        // the errno of an ICMP error that does not quote what was sent; 0: none

    void addFault(std::string fault);
    void addReport(int number);
};

// Whether an SNMPv3 report, by Net-SNMP's number, rejects the user, the key or the security level.
bool isAboutUser(int report);

// "genErr" (RFC 3416 section 3), or "error-status 42".
std::string errorStatusName(long error_status);

// "genErr for 1.3.6.1.2.1.1.1.0".
std::string errorFor(long error_status, const model::Oid& oid);

// "no answer in 3 tries of 200ms to 1s".
std::string noAnswerText(size_t tries, Duration first, Duration last);

// What else is known of who may have answered in vain.
struct Clues {
    std::optional<model::Address> elsewhere{};  // where an answer came from that was not asked
    bool is_cut = false;                        // its request-id is 16 bits of the right one
    std::string engine{};                       // the ID that a report without a digest claims, in hex; empty: none did
};

// "; 2 malformed messages, the first: ..; ..": what came in vain, and which quirk that is not on would take it. If
// nothing came, "".
std::string ignoredText(const Notes& notes, const Clues& clues, const model::Credentials& credentials,
                        model::Quirks quirks);

// What looks like silence, if anything does: "; a wrong community looks the same".
std::string looksTheSame(const model::Credentials& credentials);

// What an SNMPv3 report means, by Net-SNMP's SNMPERR_* number.
std::string reportText(int report, const model::Credentials& credentials);

}  // namespace snmpolld::snmp
