// The words of InfluxDB's line protocol: measurements, tags and fields, with their escapes. Everything that writes line
// protocol is made of these.
//
// Different texts stay different: an octet that line protocol cannot carry (control characters, what is not UTF-8, and
// a backslash in front of something that would make an escape of it) is written as \xNN, and so is a backslash that
// begins what could be read as such an octet.
#pragma once

#include <string>
#include <string_view>

namespace snmpolld::format {

void appendMeasurement(std::string& out, std::string_view name);

// ",name=value". Nothing if one of them is empty, as line protocol has no empty tags.
void appendTag(std::string& out, std::string_view name, std::string_view value);

void appendFieldKey(std::string& out, std::string_view name);

// A text in quotes, as the value of a field.
void appendFieldText(std::string& out, std::string_view text);

}  // namespace snmpolld::format
