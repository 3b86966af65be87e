// Makes text of formats that programs read fit for a terminal, where octets of a device must not act as commands.
#pragma once

#include <string>
#include <string_view>

namespace snmpolld::format {

// Whole lines, in which everything that is not printable becomes \t, \r or \xNN. Line ends and backslashes stay, as the
// format has escaped its own.
std::string forTerminal(std::string_view lines);

}  // namespace snmpolld::format
