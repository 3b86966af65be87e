#include "spool/sent_file.hpp"

#include <array>
#include <cstdio>
#include <optional>

#include "spool/crc32c.hpp"

namespace snmpolld::spool {

namespace {

// "NUMBER OFFSET INDEX ENTRIES SAMPLES TIME CRC", the CRC in eight digits.
std::string markLine(uint64_t number, const Mark& mark) {
    std::string line;
    for (const uint64_t field : {number, mark.offset, uint64_t{mark.index}, mark.passed.entries, mark.passed.samples,
                                 static_cast<uint64_t>(mark.last)})
        line += std::to_string(field) + ' ';
    std::array<char, 16> crc{};
    std::snprintf(crc.data(), crc.size(), "%08x", crc32c(line));
    return line + crc.data();
}

std::optional<std::pair<uint64_t, Mark>> parseMarkLine(const std::string& line) {
    unsigned long long number = 0, offset = 0, entries = 0, samples = 0;
    unsigned index = 0;
    long long last = 0;
    const int fields = std::sscanf(line.c_str(), "%20llu %20llu %10u %20llu %20llu %19lld", &number, &offset, &index,
                                   &entries, &samples, &last);
    const Mark mark{.offset = offset, .index = index, .passed = {entries, samples}, .last = last};
    // What is not exactly what would have been written is damaged, and so is what does not fit its CRC.
    if (fields != 6 || number > kMaxNumber || markLine(number, mark) != line) return std::nullopt;
    return std::pair(uint64_t{number}, mark);
}

}  // namespace

std::string sentText(const Marks& marks) {
    std::string text;
    for (const auto& [number, mark] : marks)
        text += markLine(number, mark) + '\n';
    return text;
}

SentLines parseSentText(std::string_view text) {
    SentLines lines;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (const auto mark = parseMarkLine(std::string(line)))
            lines.marks.insert(*mark);
        else
            ++lines.damaged;
    }
    return lines;
}

}  // namespace snmpolld::spool
