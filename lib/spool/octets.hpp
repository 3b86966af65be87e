// Whole numbers as octets, the lowest first, whatever the machine.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace snmpolld::spool {

template <std::integral Number>
void putNumber(std::string& out, Number value) {
    auto rest = static_cast<std::make_unsigned_t<Number>>(value);
    for (size_t i = 0; i < sizeof(Number); ++i, rest = static_cast<decltype(rest)>(rest >> 7 >> 1))
        out.push_back(static_cast<char>(rest & 0xff));
}

// Takes the number off the front of the octets, which must be long enough.
template <std::integral Number>
Number takeNumber(std::string_view& octets) {
    std::make_unsigned_t<Number> value = 0;
    for (size_t i = sizeof(Number); i-- > 0;)
        value = static_cast<decltype(value)>((value << 7 << 1) | static_cast<unsigned char>(octets[i]));
    octets.remove_prefix(sizeof(Number));
    return static_cast<Number>(value);
}

}  // namespace snmpolld::spool
