// Rows of cells as lines of text, for people.
#pragma once

#include <string>
#include <vector>

namespace snmpolld::daemon {

// Left-aligned, two spaces apart, two in front. All rows have as many cells as the first.
std::string textTable(const std::vector<std::vector<std::string>>& rows);

}  // namespace snmpolld::daemon
