#include "report/client_commands.hpp"

#include <algorithm>
#include <cstdio>

#include "base/text.hpp"

namespace snmpolld::report {

namespace {

using model::Version;

constexpr char kHidden[] = "'***'";

std::string seconds(Duration d) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", toSeconds(d));
    return text;
}

std::string communityOptions(const model::Credentials& c) {
    return " -v" + std::string(model::versionName(c.version)) + " -c " + kHidden;
}

std::string userOptions(const model::Credentials& c) {
    std::string out =
        " -v3 -l " + std::string(model::securityLevelName(c.security_level)) + " -u " + shellWord(c.username);
    if (c.security_level != model::SecurityLevel::noAuthNoPriv)
        out += " -a " + std::string(model::authProtocolName(c.auth_protocol)) + " -A " + kHidden;
    if (c.security_level == model::SecurityLevel::authPriv)
        out += " -x " + std::string(model::privProtocolName(c.priv_protocol)) + " -X " + kHidden;
    if (!c.context_name.empty()) out += " -n " + shellWord(c.context_name);
    if (!c.context_engine_id.empty()) out += " -E " + toHex(c.context_engine_id);
    if (!c.engine_id.empty()) out += " -e " + toHex(c.engine_id);
    return out;
}

std::string agent(const Asking& question) {
    const model::Target& target = question.target;
    const bool ipv6 = target.ipv6_only || (question.address && question.address->family == model::Family::ipv6);
    const bool tcp = target.transport == model::Transport::tcp;
    const std::string transport = std::string(tcp ? "tcp" : ipv6 ? "udp" : "") + (ipv6 ? "6:" : tcp ? ":" : "");
    const bool literal6 = target.node.find(':') != std::string::npos;
    const std::string node = literal6 ? "[" + target.node + "]" : target.node;
    return " " + shellWord(transport + node + ":" + std::to_string(target.port));
}

// The options that all lines of a question share.
std::string common(const Asking& question) {
    const model::Credentials& c = *question.target.credentials;
    const std::string who = c.version == Version::v3 ? userOptions(c) : communityOptions(c);
    const std::string& source = question.target.module_set->requests.source;
    const bool address = model::Address::parse(source, 0).has_value();  // these programs know no interfaces
    return who + " -On -t " + seconds(question.target.timeout) + " -r " + std::to_string(question.target.retries) +
           (address ? " --clientaddr=" + shellWord(source) : "");
}

std::string walkCommand(const Asking& question) {
    const model::ModuleSet& asked = *question.target.module_set;
    const std::string unordered = asked.requests.allow_nonincreasing_oids ? " -Cc" : "";
    if (question.target.credentials->version == Version::v1 || question.learned.no_bulk)
        return "snmpwalk" + common(question) + unordered;
    const uint32_t learned = question.learned.max_answer_varbinds;
    const uint32_t repetitions =
        learned == 0 ? asked.requests.max_repetitions : std::min(asked.requests.max_repetitions, learned);
    return "snmpbulkwalk" + common(question) + unordered + " -Cr" + std::to_string(repetitions);
}

}  // namespace

std::string shellWord(const std::string& word) {
    constexpr char kPlain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:@%,=";
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::vector<std::string> clientCommands(const Asking& question) {
    const model::ModuleSet& asked = *question.target.module_set;
    const std::string to = agent(question);
    std::vector<std::string> lines;
    size_t at = 0;
    for (const size_t count : question.gets) {
        std::string line = "snmpget" + common(question) + to;
        if (asked.requests.rates) line += " .1.3.6.1.2.1.1.3.0";
        for (const size_t end = std::min(at + count, asked.get.size()); at < end; ++at)
            line += " ." + asked.get[at].toString();
        lines.push_back(std::move(line));
    }
    for (const model::Oid& root : asked.walk)
        lines.push_back(walkCommand(question) + to + " ." + root.toString());
    return lines;
}

}  // namespace snmpolld::report
