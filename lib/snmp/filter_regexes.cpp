#include "snmp/filter_regexes.hpp"

#include <re2/re2.h>

namespace snmpolld::snmp {

FilterRegexes::FilterRegexes() = default;
FilterRegexes::~FilterRegexes() = default;

bool FilterRegexes::matches(const std::string& regex, std::string_view text) {
    auto known = compiled_.find(regex);
    if (known == compiled_.end()) {
        if (compiled_.size() == kKept) compiled_.clear();
        const RE2::Options options(RE2::Quiet);
        known = compiled_.emplace(regex, std::make_unique<RE2>(regex, options)).first;
    }
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *known->second);
}

}  // namespace snmpolld::snmp
