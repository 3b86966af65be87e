// Rows of cells as lines of text, for people.
#pragma once

#include <string>
#include <vector>

namespace snmpolld::daemon {

// Columns are left-aligned, two spaces apart, with two spaces before the first. All rows have as many cells as the
// first.
std::string textTable(const std::vector<std::vector<std::string>>& rows);

}  // namespace snmpolld::daemon
