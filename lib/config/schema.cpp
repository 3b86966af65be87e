#include "config/schema.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/duration.hpp"
#include "base/text.hpp"

namespace snmpolld::config {

namespace {

using enum OptionType;

constexpr std::string_view kInterval = "100ms..30d";
constexpr std::string_view kGap = "0|1ms..60s";
constexpr std::string_view kInFlightOfHost = "1..16";
constexpr std::string_view kTimeout = "10ms..60s";
constexpr std::string_view kRetries = "0..10";
constexpr std::string_view kDeadline = "auto|10ms..30d";
constexpr std::string_view kAuthWords = "MD5|SHA|SHA224|SHA256|SHA384|SHA512";
constexpr std::string_view kPrivWords = "DES|AES|AES192|AES256|AES192C|AES256C";
constexpr std::string_view kRepetitions = "1..1000";
constexpr std::string_view kRows = "1..1000000000";
constexpr std::string_view kCacheLookups = "0|1s..30d";
constexpr std::string_view kInFlight = "none|1..1000000";
constexpr std::string_view kPerSecond = "none|1..10000000";
constexpr std::string_view kRowsAdvice = "leave it out, and a walk ends after 10000000 varbinds";
constexpr std::string_view kLongTimeout = "10ms..10m";
constexpr std::string_view kManyRetries = "0..100";
constexpr std::string_view kMetricTypes =
    "gauge|counter|Float|Double|DisplayString|OctetString|PhysAddress48|InetAddress|InetAddressIPv4|InetAddressIPv6|"
    "InetAddressMissingSize|EnumAsInfo|EnumAsStateSet|Bits|DateAndTime|ParseDateAndTime|NTPTimeStamp|LldpPortId";
constexpr std::string_view kLookupTypes =
    "gauge|counter|Integer32|Integer|Float|Double|DisplayString|OctetString|PhysAddress48|InetAddress|InetAddressIPv4|"
    "InetAddressIPv6|InetAddressMissingSize|EnumAsInfo|EnumAsStateSet|Bits|DateAndTime|ParseDateAndTime|NTPTimeStamp|"
    "LldpPortId";
constexpr std::string_view kIndexTypes =
    "gauge|counter|Integer32|Integer|DisplayString|OctetString|PhysAddress48|InetAddress|InetAddressIPv4|"
    "InetAddressIPv6|InetAddressMissingSize|EnumAsInfo|LldpPortId";
constexpr Secrecy kSecret = Secrecy::secret;
constexpr Secrecy kOpen = Secrecy::open;

constexpr Duration kMaxSpan = std::chrono::hours(24 * 3650);

// Rows of a section stand together.
constexpr std::array kOptions{
    Option{"", "defaults", block, "", "", "what a target has that it does not say itself"},
    Option{"", "auths", map, "", "", "credentials by name"},
    Option{"", "modules", map, "", "", "what to ask, by name"},
    Option{"", "modules_files", block, "", "", "files with modules as snmp_exporter has them; globs"},
    Option{"", "targets", block, "", "", "the hosts to poll"},
    Option{"", "include", list, "", "", "further files with auths, modules and targets; globs"},
    Option{"", "workers", block, "", "", "the worker processes"},
    Option{"", "breaker", block, "", "", "what becomes of hosts that do not answer"},
    Option{"", "budgets", block, "", "", "how much may be asked at a time and per second"},
    Option{"", "state", block, "", "", "what was learned of hosts, over restarts"},
    Option{"", "outputs", block, "", "", "where records go"},
    Option{"", "http", block, "", "", "the HTTP server"},
    Option{"", "control", block, "", "", "the control socket"},
    Option{"", "log", block, "", "", "the log on stderr"},

    Option{"defaults", "auth", text, "", "public_v2", "a name in auths"},
    Option{"defaults", "modules", mixed, "", "system", "names in modules, some with an interval of their own"},
    Option{"defaults", "interval", duration, kInterval, "60s", "from one poll to the next"},
    Option{"defaults", "gap", duration, kGap, "10ms", "from the end of one poll of a host to its next, at least"},
    Option{"defaults", "in_flight", integer, kInFlightOfHost, "1", "polls of a host under way at a time, at most"},
    Option{"defaults", "timeout", duration, kTimeout, "1s", "of one try"},
    Option{"defaults", "timeout_min", duration, kTimeout, "200ms",
           "of a try that others follow, at least; how long it is beyond that is learned from the host"},
    Option{"defaults", "retries", integer, kRetries, "2", "tries after the first"},
    Option{"defaults", "deadline", duration, kDeadline, "auto",
           "of a whole poll; auto: as long as all its tries may take"},
    Option{"defaults", "max_repetitions", integer, kRepetitions, "25", "varbinds of one subtree in an answer, at most"},
    Option{"defaults", "max_rows", integer, kRows, "10000000", "varbinds of one walk, at most", kOpen, kRowsAdvice},
    Option{"defaults", "allow_nonincreasing_oids", boolean, "", "false", "walks go on where OIDs do not increase"},
    Option{"defaults", "rates", boolean, "", "false", "counters get their rate, on the device's own clock"},
    Option{"defaults", "cache_lookups", duration, kCacheLookups, "0",
           "how long tables that give only labels are kept; 0: not"},

    Option{"auths", "version", choice, "1|2|2c|3", "2", "SNMP version"},
    Option{"auths", "community", text, "", "public", "for versions 1 and 2", kSecret},
    Option{"auths", "username", text, "", "", "for version 3"},
    Option{"auths", "security_level", choice, "noAuthNoPriv|authNoPriv|authPriv", "noAuthNoPriv", "for version 3"},
    Option{"auths", "auth_protocol", choice, kAuthWords, "MD5", "for authNoPriv and authPriv"},
    Option{"auths", "password", text, "", "", "passphrase of the authentication protocol, 8 characters or more",
           kSecret},
    Option{"auths", "priv_protocol", choice, kPrivWords, "DES", "for authPriv"},
    Option{"auths", "priv_password", text, "", "", "passphrase of the privacy protocol, 8 characters or more", kSecret},
    Option{"auths", "context_name", text, "", "", "for version 3"},
    Option{"auths", "context_engine_id", hex, "", "", "for version 3; without it the agent's engine ID"},
    Option{"auths", "engine_id", hex, "", "", "the agent's engine ID; without it it is discovered"},

    Option{"modules", "get", list, "", "", "instances to GET, by name or OID"},
    Option{"modules", "walk", list, "", "", "tables, columns or other subtrees to walk, by name or OID"},
    Option{"modules", "max_repetitions", integer, kRepetitions, "", "varbinds of one subtree in an answer, at most"},
    Option{"modules", "max_rows", integer, kRows, "", "varbinds of one walk, at most", kOpen, kRowsAdvice},
    Option{"modules", "allow_nonincreasing_oids", boolean, "", "", "walks go on where OIDs do not increase"},
    Option{"modules", "rates", boolean, "", "", "counters get their rate, on the device's own clock"},
    Option{"modules", "cache_lookups", duration, kCacheLookups, "",
           "how long tables that give only labels are kept; 0: not"},
    Option{"modules", "timeout", duration, kLongTimeout, "", "of one try, for targets that do not say it"},
    Option{"modules", "timeout_min", duration, kLongTimeout, "",
           "of a try that others follow, for targets that do not say it"},
    Option{"modules", "retries", integer, kManyRetries, "", "tries after the first, for targets that do not say it"},
    Option{"modules", "use_unconnected_udp_socket", boolean, "", "false", "answers may come from another address"},
    Option{"modules", "filters", block, "", "", "rows to ask for instead of all of them"},
    Option{"modules", "metrics", block, "", "", "what the varbinds are called, and their labels"},

    Option{"filters", "static", block, "", "", "rows with a known index"},
    Option{"filters", "dynamic", block, "", "", "rows with certain values in a column"},

    Option{"static", "targets", list, "", "", "subtrees of the filter"},
    Option{"static", "indices", list, "", "", "of the rows"},

    Option{"dynamic", "oid", text, "", "", "the column that is looked at"},
    Option{"dynamic", "targets", list, "", "", "subtrees of the filter"},
    Option{"dynamic", "values", list, "", "", "regular expressions, one of which must match"},

    Option{"metrics", "name", text, "", "", "of the metric"},
    Option{"metrics", "oid", text, "", "", "of the object, without instance; by name or OID"},
    Option{"metrics", "type", choice, kMetricTypes, "gauge", "what becomes of the value"},
    Option{"metrics", "help", text, "", "", "one line on it"},
    Option{"metrics", "indexes", block, "", "", "the parts of its table's index"},
    Option{"metrics", "lookups", block, "", "", "labels from other columns"},
    Option{"metrics", "regex_extracts", map, "", "", "numbers out of texts, by suffix of the name"},
    Option{"metrics", "enum_values", map, "", "", "words by number"},
    Option{"metrics", "scale", number, "", "1", "the value is multiplied by it"},
    Option{"metrics", "offset", number, "", "0", "then this is added"},
    Option{"metrics", "datetime_pattern", text, "", "", "how a time is written"},
    Option{"metrics", "display_hint", text, "", "", "how octets are shown, as in RFC 2579"},

    Option{"indexes", "labelname", text, "", "", "the label that it becomes"},
    Option{"indexes", "type", choice, kIndexTypes, "gauge", "of the index object"},
    Option{"indexes", "fixed_size", integer, "0..128", "0", "sub-identifiers of a text of fixed size"},
    Option{"indexes", "implied", boolean, "", "false", "no length in front of it"},
    Option{"indexes", "enum_values", map, "", "", "words by number"},

    Option{"lookups", "labels", list, "", "", "labels whose indexes find the row"},
    Option{"lookups", "labelname", text, "", "", "the label to add; to take away, when there is no oid"},
    Option{"lookups", "oid", text, "", "", "the column"},
    Option{"lookups", "type", choice, kLookupTypes, "OctetString", "of the column"},
    Option{"lookups", "enum_values", map, "", "", "words by number"},
    Option{"lookups", "display_hint", text, "", "", "how octets are shown, as in RFC 2579"},

    Option{"regex_extracts", "regex", text, "", "", "must match the whole value (RE2)"},
    Option{"regex_extracts", "value", text, "", "$1", "the sample, with $1 for what a group matched"},

    Option{"modules_files", "path", text, "", "", "a file or a glob"},
    Option{"modules_files", "skip_broken", boolean, "", "false", "a module that is wrong is left out"},

    Option{"targets", "host", text, "", "", "[udp:|udp6:|tcp:|tcp6:][community@]host[:port]"},
    Option{"targets", "hosts", texts, "", "", "hosts, networks and ranges"},
    Option{"targets", "auth", text, "", "", "a name in auths"},
    Option{"targets", "modules", mixed, "", "", "names in modules, some with an interval of their own"},
    Option{"targets", "interval", duration, kInterval, "", "from one poll to the next"},
    Option{"targets", "gap", duration, kGap, "", "from the end of one poll of a host to its next, at least"},
    Option{"targets", "in_flight", integer, kInFlightOfHost, "", "polls of a host under way at a time, at most"},
    Option{"targets", "timeout", duration, kLongTimeout, "", "of one try"},
    Option{"targets", "timeout_min", duration, kLongTimeout, "", "of a try that others follow, at least"},
    Option{"targets", "retries", integer, kManyRetries, "", "tries after the first"},
    Option{"targets", "deadline", duration, kDeadline, "", "of a whole poll"},
    Option{"targets", "max_repetitions", integer, kRepetitions, "", "varbinds of one subtree in an answer, at most"},
    Option{"targets", "max_rows", integer, kRows, "", "varbinds of one walk, at most", kOpen, kRowsAdvice},
    Option{"targets", "allow_nonincreasing_oids", boolean, "", "", "walks go on where OIDs do not increase"},
    Option{"targets", "rates", boolean, "", "", "counters get their rate, on the device's own clock"},
    Option{"targets", "cache_lookups", duration, kCacheLookups, "",
           "how long tables that give only labels are kept; 0: not"},
    Option{"targets", "labels", map, "", "", "names and values that its records carry"},

    Option{"module", "name", text, "", "", "a name in modules"},
    Option{"module", "interval", duration, kInterval, "", "from one poll of it to the next; without it the target's"},

    Option{"workers", "count", integer, "auto|1..4096", "auto", "worker processes"},
    Option{"workers", "sessions", integer, "1..10000", "400", "exchanges that one worker holds open"},
    Option{"workers", "max_polls", integer, "0..1000000000", "0",
           "polls after which a worker is replaced; 0 for never"},

    Option{"breaker", "after", integer, "0..1000", "3",
           "polls in a row without any answer after which a host is only probed; 0 for never"},
    Option{"breaker", "probe_every", duration, kInterval, "60s", "from one probe to the next, at least"},

    Option{"budgets", "starts_per_second", integer, kPerSecond, "none", "polls of all hosts begun per second"},
    Option{"budgets", "site", block, "", "", "of the hosts with one value of a label"},
    Option{"budgets", "sites", map, "", "", "of single sites, by the label's value"},
    Option{"budgets", "subnet", block, "", "", "of the hosts with one network prefix"},

    Option{"site", "label", text, "", "site", "whose values are the sites"},
    Option{"site", "in_flight", integer, kInFlight, "none", "polls under way at a time"},
    Option{"site", "requests_per_second", integer, kPerSecond, "none", "requests, retries among them"},

    Option{"sites", "in_flight", integer, kInFlight, "", "polls under way at a time; without it as in site"},
    Option{"sites", "requests_per_second", integer, kPerSecond, "", "requests; without it as in site"},

    Option{"subnet", "prefix", integer, "1..32", "24", "length of an IPv4 network's prefix, in bits"},
    Option{"subnet", "prefix6", integer, "1..128", "64", "of an IPv6 network's"},
    Option{"subnet", "in_flight", integer, kInFlight, "none", "polls under way at a time"},
    Option{"subnet", "requests_per_second", integer, kPerSecond, "none", "requests, retries among them"},

    Option{"state", "file", text, "", "", "where it is kept; without it $STATE_DIRECTORY/learned; empty: nowhere"},
    Option{"state", "every", duration, "1s..30d", "5m", "from one writing to the next"},

    Option{"outputs", "type", choice, "jsonl|csv|text", "jsonl", "how records are written"},
    Option{"outputs", "path", text, "", "-", "a file, or - for standard output"},
    Option{"outputs", "record", choice, "varbinds|metrics|both", "varbinds", "what of each poll is written"},
    Option{"outputs", "sync", choice, "never|interval|always", "never", "when the file is flushed to the disk"},

    Option{"http", "listen", text, "", "", "ADDRESS:PORT"},
    Option{"http", "targets_allow", list, "", "", "networks whose hosts may be asked; without it configured targets"},

    Option{"control", "socket", text, "", "", "the socket's path; without it the default place"},
    Option{"control", "group", text, "", "", "the group that may use it; without it the daemon's own"},

    Option{"log", "level", choice, "debug|info|warning|error", "info", "the least important lines that are written"},
};

// "auto|1..4096" as its words and the two ends of its range.
struct Allowed {
    std::vector<std::string> words;
    std::string_view lowest;
    std::string_view highest;
};

Allowed split(std::string_view allowed) {
    Allowed out;
    while (!allowed.empty()) {
        const std::string_view part = allowed.substr(0, allowed.find('|'));
        allowed.remove_prefix(std::min(allowed.size(), part.size() + 1));
        const size_t dots = part.find("..");
        if (dots == std::string_view::npos) {
            out.words.emplace_back(part);
            continue;
        }
        out.lowest = part.substr(0, dots);
        out.highest = part.substr(dots + 2);
    }
    return out;
}

std::string quoted(std::string_view value) {
    return "\"" + printable(value.substr(0, 80)) + "\"";
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (size_t i = 0; i < words.size(); ++i)
        out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return out;
}

std::string checkChoice(const Allowed& allowed, std::string_view value) {
    std::string sentence = quoted(value) + " is not " + joined(allowed.words);
    const std::string meant = nearestWord(value, allowed.words);
    if (!meant.empty()) sentence += "; did you mean " + meant + "?";
    return sentence;
}

std::string outside(const Allowed& allowed, std::string_view value) {
    std::string sentence = quoted(value) + " is not between " + std::string(allowed.lowest);
    sentence.append(" and ").append(allowed.highest);
    if (!allowed.words.empty()) sentence += ", nor " + joined(allowed.words);
    return sentence;
}

std::optional<int64_t> toInteger(std::string_view text) {
    int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string checkInteger(const Allowed& allowed, std::string_view advice, std::string_view value) {
    const auto number = toInteger(value);
    if (number && *number >= *toInteger(allowed.lowest) && *number <= *toInteger(allowed.highest)) return "";
    const bool digits = !value.empty() && value.find_first_not_of("-0123456789") == std::string_view::npos;
    return digits ? outside(allowed, value).append(advice.empty() ? "" : "; ").append(advice)
                  : quoted(value) + " is not a whole number" +
                        (allowed.words.empty() ? "" : ", nor " + joined(allowed.words));
}

std::string checkDuration(const Allowed& allowed, std::string_view value) {
    const auto duration = parseSpan(value);
    if (!duration) return quoted(value) + " is not a duration such as 500ms, 5s, 1m or 2h";
    const bool inside = *duration >= *parseDuration(allowed.lowest) && *duration <= *parseDuration(allowed.highest);
    return inside ? "" : outside(allowed, value);
}

std::string checkHex(std::string_view value) {
    if (value.starts_with("0x")) value.remove_prefix(2);
    const bool digits = value.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    return digits && value.size() % 2 == 0 ? "" : quoted(value) + " is not hex digits, two for each octet";
}

// The first part of a span: digits and a point, then letters.
std::string_view firstPart(std::string_view text) {
    const size_t unit = text.find_first_not_of("0123456789.");
    if (unit == std::string_view::npos) return text;
    return text.substr(0, text.find_first_of("0123456789.", unit));
}

}  // namespace

Result<Duration> parseSpan(std::string_view text) {
    Duration sum{};
    std::string_view rest = text;
    do {
        const std::string_view part = firstPart(rest);
        const auto duration = parseDuration(part);
        if (!duration) return duration;
        sum += *duration;
        if (sum > kMaxSpan) return usageError("longer than ten years");
        rest.remove_prefix(part.size());
    } while (!rest.empty());
    return sum;
}

std::optional<double> parseNumber(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::span<const Option> optionsOf(std::string_view section) {
    const auto in_section = [&](const Option& o) { return o.section == section; };
    const auto first = std::find_if(kOptions.begin(), kOptions.end(), in_section);
    return {first, std::find_if_not(first, kOptions.end(), in_section)};
}

const Option* findOption(std::string_view section, std::string_view key) {
    for (const Option& option : optionsOf(section))
        if (option.key == key) return &option;
    return nullptr;
}

bool isScalar(const Option& option) {
    switch (option.type) {
        case text:
        case choice:
        case integer:
        case number:
        case boolean:
        case duration:
        case hex:
            return true;
        case list:
        case texts:
        case mixed:
        case map:
        case block:
            return false;
    }
    return false;
}

std::vector<std::string> keysOf(std::string_view section) {
    std::vector<std::string> keys;
    for (const Option& option : optionsOf(section))
        keys.emplace_back(option.key);
    return keys;
}

std::string checkValue(const Option& option, std::string_view value) {
    const Allowed allowed = split(option.allowed);
    if (std::find(allowed.words.begin(), allowed.words.end(), value) != allowed.words.end()) return "";
    switch (option.type) {
        case choice:
            return checkChoice(allowed, value);
        case integer:
            return checkInteger(allowed, option.advice, value);
        case number:
            return parseNumber(value) ? "" : quoted(value) + " is not a number";
        case boolean:
            return value == "true" || value == "false" ? "" : quoted(value) + " is not true or false";
        case duration:
            return checkDuration(allowed, value);
        case hex:
            return checkHex(value);
        case text:
        case list:
        case texts:
        case mixed:
        case map:
        case block:
            return "";
    }
    return "";
}

}  // namespace snmpolld::config
