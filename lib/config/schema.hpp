// Every option of the config file, as one row of a table (schema.cpp). Files are checked by these rows, messages
// suggest their keys and words, and a dump follows their order. An option that several sections share has one row.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace snmpolld::config {

enum class OptionType : uint8_t {
    text,      // any text
    choice,    // one of the words of `allowed`
    integer,   // within `allowed`
    number,    // with or without a fraction
    boolean,   // true or false
    duration,  // within `allowed`; "90s" or "1m30s"
    size,      // octets within `allowed`; "512KiB", "1GiB"
    hex,       // octets as hex digits
    sender,    // an IP address, or the name of a network interface
    list,      // a list of texts
    choices,   // a word of `allowed` or a list of them
    texts,     // a text or a list of texts
    mixed,     // a list of texts and of sections of their own
    map,       // a map whose keys are names
    block,     // a section of its own, or a list of sections
};

enum class Secrecy : uint8_t { open, secret };

struct Option {
    std::string_view section;  // "" for the top level; in the table "a|b" for several sections
    std::string_view key;
    OptionType type;
    std::string_view allowed;   // "udp|tcp"; a range "0..10", "10ms..60s"; words and a range "auto|1..4096"
    std::string_view fallback;  // the default, as it would be written; "" for none
    std::string_view help;      // one line
    Secrecy secrecy = Secrecy::open;
    std::string_view advice = {};  // what to do instead of a value out of range
};

// The rows of one section, in order.
std::span<const Option> optionsOf(std::string_view section);

// nullptr when the section has no such key.
const Option* findOption(std::string_view section, std::string_view key);

// Whether the option is one value, so that `<key>_file` may stand for it.
bool isScalar(const Option& option);

// All keys of a section, for suggestions.
std::vector<std::string> keysOf(std::string_view section);

// A duration of one or several parts, in any order: "90s", "1m30s".
Result<Duration> parseSpan(std::string_view text);

// Octets: "100", "64KiB", "512MiB", "1GiB". nullopt: not such a size.
std::optional<uint64_t> parseSize(std::string_view text);

// nullopt: not a finite number.
std::optional<double> parseNumber(std::string_view text);

// The words that `allowed` has, in their order: only "auto" of "auto|1..4096".
std::vector<std::string> wordsOf(const Option& option);

// The position of a word among wordsOf(option). Panics if it is not one of them.
size_t wordNumber(const Option& option, std::string_view word);

// What is wrong with `value` for this option, as a sentence without a subject ("is not between 0 and 10"); "" when
// nothing is.
std::string checkValue(const Option& option, std::string_view value);

}  // namespace snmpolld::config
