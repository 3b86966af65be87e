// What Net-SNMP's MIB parser says in its log, as one line for each problem, with the file in front.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace snmpolld::snmp {

class MibProblems {
  public:
    // Takes one line of the parser's log.
    void addLine(std::string_view line);
    // Adds a problem of our own.
    void add(std::string problem);

    // All of them, without repetitions; `files` says where each module is. What the parser could not add to the tree is
    // reported once for each missing parent.
    std::vector<std::string> take(const std::map<std::string, std::filesystem::path>& files);

  private:
    struct Orphan {
        std::string module;
        std::string label;
        std::string parent;
    };

    bool addOrphan(std::string_view line);

    std::vector<std::string> problems_;
    std::vector<Orphan> orphans_;
};

}  // namespace snmpolld::snmp
