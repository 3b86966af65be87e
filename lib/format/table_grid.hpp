// The cells of a table as aligned text, with a row for each index and a column for each object, as snmptable prints it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/format.hpp"
#include "names/names.hpp"

namespace snmpolld::format {

struct TableCell {
    model::Oid index;     // what follows the column in the OID
    uint32_t column = 0;  // the sub-identifier under the entry
    std::string text;     // fit for a terminal
    bool number = false;  // aligned to the right
};

inline constexpr size_t kCellWidth = 60;    // characters; longer values are cut
inline constexpr size_t kNarrowWidth = 40;  // the same in a table that is wider than the terminal

// Sorts the cells by row. If two cells have the same place, the later one stays. Returns the number of rows.
size_t sortCells(std::vector<TableCell>& cells);

// Appends the lines of sorted cells. A table that is wider than the context's width is broken into blocks of columns,
// each with the indices before it. A table that mostly consists of holes is printed as a list.
void appendGrid(std::string& out, const FormatContext& context, const names::Table& table,
                const std::vector<TableCell>& cells);

}  // namespace snmpolld::format
