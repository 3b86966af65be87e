// Parts of the lines that people read at a terminal: padding, and the line that says how the poll of a host ended.
#pragma once

#include <string>
#include <string_view>

#include "format/format.hpp"

namespace snmpolld::format {

// The number of characters, not of octets; wide characters count as one. `text` is valid UTF-8.
size_t columnsOf(std::string_view text);
void appendPadded(std::string& out, std::string_view text, size_t width);
// Cut to at most `width` characters; if any are missing, the last one is an ellipsis.
std::string cutTo(std::string text, size_t width);

// "ok", in its colour if the context has colours.
void appendStatus(std::string& out, const FormatContext& context, model::Status status);
// "sw1   ok    0.41 ms", without a line end.
void appendHead(std::string& out, const FormatContext& context, const model::HostRecord& record);
void endLine(std::string& out, const FormatContext& context);

}  // namespace snmpolld::format
