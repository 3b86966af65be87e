#include "config/regexes.hpp"

#include <re2/re2.h>

namespace snmpolld::config {

std::string checkRegex(const std::string& regex) {
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 compiled(regex, options);
    return compiled.ok() ? "" : compiled.error();
}

}  // namespace snmpolld::config
