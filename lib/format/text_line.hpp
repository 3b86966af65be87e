// Pieces of lines that people read at a terminal: padding by characters, the line that says how a host's poll ended.
#pragma once

#include <string>
#include <string_view>

#include "format/format.hpp"

namespace snmpolld::format {

// Characters, not bytes; wide ones are not worth a table here. `text` is valid UTF-8.
size_t columnsOf(std::string_view text);
void appendPadded(std::string& out, std::string_view text, size_t width);
// At most `width` characters: the last is an ellipsis when some are missing.
std::string cutTo(std::string text, size_t width);

// "ok", in its colour when the context has colours.
void appendStatus(std::string& out, const FormatContext& context, model::Status status);
// "sw1   ok    0.41 ms" without an end.
void appendHead(std::string& out, const FormatContext& context, const model::HostRecord& record);
void endLine(std::string& out, const FormatContext& context);

}  // namespace snmpolld::format
