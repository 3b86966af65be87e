#include "snmp/mib_standins.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "names/names.hpp"

namespace snmpolld::snmp {

namespace {

// What the parser knows by itself: macros and the types of the SMI.
constexpr std::array<std::string_view, 29> kReserved{"AGENT-CAPABILITIES",
                                                     "ApplicationSyntax",
                                                     "BITS",
                                                     "Counter",
                                                     "Counter32",
                                                     "Counter64",
                                                     "Gauge",
                                                     "Gauge32",
                                                     "INTEGER",
                                                     "Integer32",
                                                     "IpAddress",
                                                     "MODULE-COMPLIANCE",
                                                     "MODULE-IDENTITY",
                                                     "NOTIFICATION-GROUP",
                                                     "NOTIFICATION-TYPE",
                                                     "NetworkAddress",
                                                     "NotificationName",
                                                     "NsapAddress",
                                                     "OBJECT-GROUP",
                                                     "OBJECT-IDENTITY",
                                                     "OBJECT-TYPE",
                                                     "ObjectName",
                                                     "ObjectSyntax",
                                                     "Opaque",
                                                     "SimpleSyntax",
                                                     "TEXTUAL-CONVENTION",
                                                     "TRAP-TYPE",
                                                     "TimeTicks",
                                                     "Unsigned32"};

using Texts = std::unordered_map<std::string_view, std::string_view>;

const Texts& oidsByName() {
    static const Texts map = [] {
        Texts made;
        for (const auto& entry : names::nameTable())
            made.emplace(entry.name, entry.oid);
        return made;
    }();
    return map;
}

const Texts& namesByOid() {
    static const Texts map = [] {
        Texts made;
        for (const auto& entry : names::nameTable())
            made.emplace(entry.oid, entry.name);
        return made;
    }();
    return map;
}

// The label of a node on the way to an object. A node without a name always gets the same one here, because the
// parser's own numbering of nameless nodes would not recognise the node again.
std::string labelOf(std::string_view oid) {
    const auto known = namesByOid().find(oid);
    if (known != namesByOid().end()) return std::string(known->second);
    std::string label = "unnamed-" + std::string(oid);
    std::replace(label.begin(), label.end(), '.', '-');
    return label;
}

// "1.3.6.1.2" -> "iso org(3) dod(6) internet(1) 2".
std::string path(std::string_view oid) {
    constexpr std::string_view kRoots[] = {"ccitt", "iso", "joint-iso-ccitt"};
    std::string out(kRoots[static_cast<size_t>(oid[0] - '0')]);
    for (size_t dot = oid.find('.'); dot != std::string_view::npos;) {
        const size_t next = oid.find('.', dot + 1);
        const std::string id(oid.substr(dot + 1, next == std::string_view::npos ? next : next - dot - 1));
        out += next == std::string_view::npos ? " " + id : " " + labelOf(oid.substr(0, next)) + "(" + id + ")";
        dot = next;
    }
    return out;
}

std::string definition(const std::string& symbol) {
    if (symbol[0] >= 'A' && symbol[0] <= 'Z') return symbol + " ::= INTEGER\n";
    const auto known = oidsByName().find(symbol);
    if (known == oidsByName().end()) return "";
    return symbol + " OBJECT IDENTIFIER ::= { " + path(known->second) + " }\n";
}

}  // namespace

std::string standInModule(const std::string& name, const std::set<std::string>& symbols) {
    std::string text = name + " DEFINITIONS ::= BEGIN\n";
    for (const std::string& symbol : symbols)
        if (std::find(kReserved.begin(), kReserved.end(), symbol) == kReserved.end()) text += definition(symbol);
    return text + "END\n";
}

}  // namespace snmpolld::snmp
