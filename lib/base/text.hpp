// Checks and prepares text from devices and files before people or terminals see it.
#pragma once

#include <string>
#include <string_view>

namespace snmpolld {

// Valid UTF-8 without control characters (C0, DEL, C1) other than tab, CR and LF: fit for "value" in a JSON record.
bool isPlainText(std::string_view bytes);

// Whether one of the octets is a control character of ASCII.
bool hasControlOctet(std::string_view bytes);

// With a to z in the place of A to Z.
std::string lowered(std::string_view text);

// The bytes with everything that is not printable UTF-8 as \t, \n, \r, \\ or \xNN: fit for a terminal or a log.
std::string printable(std::string_view bytes);

// The first `most` octets of the text at most, not ending inside a UTF-8 character.
std::string_view cutUtf8(std::string_view text, size_t most);

// Lower-case hex, two digits for each byte, no separators.
std::string toHex(std::string_view bytes);

// The one of `candidates` that is nearest to `word` by edit distance, or "" when none is near enough to be what was
// meant.
template <typename Range>
std::string nearestWord(std::string_view word, const Range& candidates);

// Edit distance with adjacent swaps counted as one.
size_t editDistance(std::string_view a, std::string_view b);

template <typename Range>
std::string nearestWord(std::string_view word, const Range& candidates) {
    std::string best;
    size_t best_distance = word.size() / 3 + 1;
    for (const auto& candidate : candidates) {
        const size_t distance = editDistance(word, candidate);
        if (distance >= best_distance) continue;
        best = candidate;
        best_distance = distance;
    }
    return best;
}

}  // namespace snmpolld
