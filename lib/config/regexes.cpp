#include "config/regexes.hpp"

#include <re2/re2.h>

#include "model/metrics.hpp"

namespace snmpolld::config {

std::string checkRegex(const std::string& regex) {
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(model::kRegexMemory);
    const RE2 compiled(regex, options);
    return compiled.ok() ? "" : compiled.error();
}

// Some expressions are valid only by themselves, such as "\\Q(".
std::string checkWholeRegex(const std::string& regex) {
    const std::string wrong = checkRegex(regex);
    return wrong.empty() ? checkRegex(model::wholeText(regex)) : wrong;
}

}  // namespace snmpolld::config
