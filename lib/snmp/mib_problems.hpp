// What Net-SNMP's MIB parser says in its log, as one line for each problem, with the file in front.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace snmpolld::snmp {

class MibProblems {
  public:
    using Places = std::map<std::string, std::filesystem::path>;   // the file of each module
    using Imports = std::map<std::string, std::set<std::string>>;  // what is imported from each module

    // Takes one line of the parser's log.
    void addLine(std::string_view line);
    // Adds a problem of our own.
    void add(std::string problem);
    // Lines that come later speak of `shown` where the parser speaks of this file.
    void rename(const std::string& file, const std::string& shown);

    // All of them, without repetitions. What the parser could not add to the tree is reported once for each missing
    // parent.
    std::vector<std::string> take(const Places& places, const Imports& imports);

  private:
    struct Orphan {
        std::string module;
        std::string label;
        std::string parent;
    };

    bool addOrphan(std::string_view line);
    std::string withShownNames(std::string_view line) const;
    void addMissing(const Places& places, const Imports& imports);

    std::vector<std::string> problems_;
    std::unordered_set<std::string> known_;
    std::unordered_map<std::string, std::string> shown_;
    std::vector<Orphan> orphans_;
};

}  // namespace snmpolld::snmp
