#include "snmp/mib_problems.hpp"

#include <algorithm>
#include <set>
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
    if (std::find(problems_.begin(), problems_.end(), problem) == problems_.end())
        problems_.push_back(std::move(problem));
}

void MibProblems::addLine(std::string_view line) {
    while (line.ends_with('\n'))
        line.remove_suffix(1);
    const bool is_dull = std::any_of(std::begin(kOfNoInterest), std::end(kOfNoInterest),
                                     [&](std::string_view start) { return line.starts_with(start); });
    if (!line.empty() && !is_dull && !addOrphan(line)) add(printable(placeFirst(line)));
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

std::vector<std::string> MibProblems::take(const std::map<std::string, std::filesystem::path>& files) {
    std::set<std::string> labels;
    std::map<std::string, size_t> counts;
    for (const Orphan& orphan : orphans_) {
        labels.insert(orphan.label);
        ++counts[orphan.module];
    }
    for (const Orphan& orphan : orphans_) {
        if (labels.contains(orphan.parent)) continue;
        const auto file = files.find(orphan.module);
        add(printable((file == files.end() ? "" : file->second.string() + ": ") + orphan.module + ": " + orphan.parent +
                      " is not known; what is under it is left out (in all " + std::to_string(counts[orphan.module]) +
                      " names of the module)"));
    }
    orphans_.clear();
    return std::exchange(problems_, {});
}

}  // namespace snmpolld::snmp
