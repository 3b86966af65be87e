// What the arguments of conditions and behaviours may be, see arguments.hpp.
#include "arguments.hpp"

#include <charconv>
#include <cstdint>
#include <cstdlib>

#include "selection.hpp"

namespace snmpolld::agents {
namespace {

bool bothFit(std::string_view text, FitsArgument first, FitsArgument second) {
    const auto [left, right] = splitAtEquals(text);
    return text.find('=') != std::string_view::npos && first(left) && second(right);
}

bool isOid(std::string_view text) {
    return parseOid(text).has_value();
}

bool isIds(std::string_view text) {
    return isNumber(text) || isOid(text);
}

}  // namespace

std::pair<std::string, std::string> splitAtEquals(std::string_view text) {
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) return {std::string(text), ""};
    return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

bool isNone(std::string_view text) {
    return text.empty();
}

bool isNumber(std::string_view text) {
    int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return result.ec == std::errc{} && result.ptr == text.data() + text.size() && std::abs(value) <= INT32_MAX;
}

bool isNumberOrNone(std::string_view text) {
    return text.empty() || isNumber(text);
}

bool isNumbers(std::string_view text) {
    const size_t colon = text.find(':');
    return isNumber(text.substr(0, colon)) && (colon == std::string_view::npos || isNumber(text.substr(colon + 1)));
}

bool isHex(std::string_view text) {
    return text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool isSelection(std::string_view text) {
    return Selection::parse(text).has_value();
}

bool isSelectionAndHex(std::string_view text) {
    return bothFit(text, isSelection, isHex);
}

bool isSelectionAndNumber(std::string_view text) {
    return bothFit(text, isSelection, isNumber);
}

bool isSelectionAndIds(std::string_view text) {
    return bothFit(text, isSelection, isIds);
}

bool isSelectionAndOid(std::string_view text) {
    return bothFit(text, isSelection, isOid);
}

bool isPlace(std::string_view text) {
    return text == "last" || isIds(text);
}

}  // namespace snmpolld::agents
