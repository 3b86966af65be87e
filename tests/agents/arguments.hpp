// What the arguments of conditions and behaviours may be.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace snmpolld::agents {

using FitsArgument = bool (*)(std::string_view);

bool isNone(std::string_view text);
bool isNumber(std::string_view text);
bool isNumberOrNone(std::string_view text);
bool isNumbers(std::string_view text);  // "5" or "5:1"
bool isHex(std::string_view text);
bool isSelection(std::string_view text);
bool isSelectionAndHex(std::string_view text);     // "1.3.6.1.2.1.1.5=0200"
bool isSelectionAndNumber(std::string_view text);  // "#2=-1"
bool isSelectionAndIds(std::string_view text);     // "#2=0" or "#2=1.3.6.1"
bool isSelectionAndOid(std::string_view text);     // "#2=1.3.6.1"
bool isPlace(std::string_view text);               // a number, "last", or an OID

// Both sides of the '='.
std::pair<std::string, std::string> splitAtEquals(std::string_view text);

}  // namespace snmpolld::agents
