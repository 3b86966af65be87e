// JSON that is already text, made fit for every reader.
#pragma once

#include <string>

namespace snmpolld::format {

// Escapes what JSON lets stand as it is although it ends a line for some readers (U+2028, U+2029) or turns around what
// a terminal shows (bidirectional controls). These can only stand in strings, from `from` on.
void escapeSeparators(std::string& json, size_t from = 0);

// The same for a whole text.
inline std::string withoutSeparators(std::string json) {
    escapeSeparators(json);
    return json;
}

}  // namespace snmpolld::format
