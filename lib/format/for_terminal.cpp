#include "format/for_terminal.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace snmpolld::format {

std::string forTerminal(std::string_view lines) {
    std::string out;
    while (!lines.empty()) {
        const size_t end = std::min(lines.find_first_of("\n\\"), lines.size());
        out += printable(lines.substr(0, end));
        out += lines.substr(end, 1);
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return out;
}

}  // namespace snmpolld::format
