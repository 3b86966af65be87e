// FilterRegexes: the regular expressions of row filters, compiled when a value is first compared with them, and kept
// for the polls that follow. RE2: time and memory of a match are bounded, whatever a device says. filter_regexes.cpp is
// the only file here that uses it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace re2 {
class RE2;
}

namespace snmpolld::snmp {

class FilterRegexes {
  public:
    static constexpr size_t kKept = 1000;  // beyond this, all are dropped and compiled again when needed

    FilterRegexes();
    ~FilterRegexes();

    // Whether `regex` matches anywhere in `text`, which is UTF-8. An invalid regular expression matches nothing.
    bool matches(const std::string& regex, std::string_view text);

  private:
    std::unordered_map<std::string, std::unique_ptr<re2::RE2>> compiled_;
};

}  // namespace snmpolld::snmp
