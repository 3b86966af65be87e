#include "snmp/mib_problems.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace snmpolld::snmp {

namespace {

// Lines that repeat in other words what addOrphan understands, or that do not matter to names, being about types and
// modules of types that are not there.
constexpr std::string_view kOfNoInterest[] = {"Unlinked OID in ", "Undefined identifier: ", "Did not find '",
                                              "MIB search path: "};

// "what: At line 7 in FILE" -> "FILE:7: what".
std::string placeFirst(std::string_view line) {
    constexpr std::string_view kAt = ": At line ";
    constexpr std::string_view kIn = " in ";
    const size_t at = line.rfind(kAt);
    const size_t in = at == std::string_view::npos ? at : line.find(kIn, at + kAt.size());
    if (in == std::string_view::npos) return std::string(line);
    const std::string_view number = line.substr(at + kAt.size(), in - at - kAt.size());
    return std::string(line.substr(in + kIn.size())) + ":" + std::string(number) + ": " +
           std::string(line.substr(0, at));
}

// Removes the start of the line up to `after` and returns what stands between `before` and `after`; empty if they are
// not there.
std::string_view cut(std::string_view& line, std::string_view before, std::string_view after) {
    if (!line.starts_with(before)) return {};
    line.remove_prefix(before.size());
    const size_t end = line.find(after);
    if (end == std::string_view::npos) return {};
    const std::string_view part = line.substr(0, end);
    line.remove_prefix(end + after.size());
    return part;
}

}  // namespace

void MibProblems::add(std::string problem) {
    if (known_.insert(problem).second) problems_.push_back(std::move(problem));
}

void MibProblems::rename(const std::string& file, const std::string& shown) {
    shown_[file] = shown;
}

// The line with the files' own names in the place of those of copies and stand-ins.
std::string MibProblems::withShownNames(std::string_view line) const {
    const auto isEnd = [](char c) { return c == ':' || c == ' ' || c == ')' || c == '\''; };
    std::string out(line);
    for (size_t at = out.find('/'); at != std::string::npos; at = out.find('/', at + 1)) {
        if (at > 0 && !isEnd(out[at - 1]) && out[at - 1] != '(') continue;
        const size_t end = static_cast<size_t>(
            std::find_if(out.begin() + static_cast<std::ptrdiff_t>(at), out.end(), isEnd) - out.begin());
        const auto found = shown_.find(out.substr(at, end - at));
        if (found != shown_.end()) out.replace(at, end - at, found->second);
    }
    return out;
}

void MibProblems::addLine(std::string_view line) {
    while (line.ends_with('\n'))
        line.remove_suffix(1);
    const bool is_dull = std::any_of(std::begin(kOfNoInterest), std::end(kOfNoInterest),
                                     [&](std::string_view start) { return line.starts_with(start); });
    if (!line.empty() && !is_dull && !addOrphan(line)) add(printable(placeFirst(withShownNames(line))));
}

// "Cannot adopt OID in MODULE: label ::= { parent 3 }".
bool MibProblems::addOrphan(std::string_view line) {
    const auto module = cut(line, "Cannot adopt OID in ", ": ");
    const auto label = cut(line, "", " ::= { ");
    const auto parent = cut(line, "", " ");
    if (module.empty() || label.empty() || parent.empty()) return false;
    orphans_.push_back({std::string(module), std::string(label), std::string(parent)});
    return true;
}

namespace {

// " (ACME-SMI should define it)", or "" if nobody says where it is defined.
std::string originOf(const std::string& symbol, const MibProblems::Places& places,
                     const MibProblems::Imports& imports) {
    std::string modules;
    for (const auto& [module, symbols] : imports)
        if (symbols.contains(symbol))
            modules += (modules.empty() ? " (" : " or ") + module +
                       (places.contains(module) ? "" : ", which is not among the files,");
    return modules.empty() ? "" : modules + " should define it)";
}

}  // namespace

// What hangs under a parent that is not known is counted with the parent, however deep it is.
void MibProblems::addMissing(const Places& places, const Imports& imports) {
    std::unordered_map<std::string, std::string> parents;
    for (const Orphan& orphan : orphans_)
        parents.emplace(orphan.label, orphan.parent);
    const auto rootOf = [&](std::string label) {
        for (size_t depth = 0; depth < 128; ++depth) {
            const auto above = parents.find(label);
            if (above == parents.end()) break;
            label = above->second;
        }
        return label;
    };
    struct Missing {
        size_t names = 0;
        std::set<std::string> modules;
    };
    std::map<std::string, Missing> missing;
    for (const Orphan& orphan : orphans_) {
        Missing& one = missing[rootOf(orphan.parent)];
        ++one.names;
        one.modules.insert(orphan.module);
    }
    for (const auto& [parent, one] : missing) {
        const std::string& module = *one.modules.begin();
        const auto place = places.find(module);
        const size_t others = one.modules.size() - 1;
        add(printable((place == places.end() ? "" : place->second.string() + ": ") + module +
                      (others == 0 ? "" : " and " + std::to_string(others) + " more") + ": " + parent +
                      " is not known" + originOf(parent, places, imports) + "; what is under it is left out (" +
                      std::to_string(one.names) + (one.names == 1 ? " name)" : " names)")));
    }
}

std::vector<std::string> MibProblems::take(const Places& places, const Imports& imports) {
    addMissing(places, imports);
    orphans_.clear();
    known_.clear();
    return std::exchange(problems_, {});
}

}  // namespace snmpolld::snmp
