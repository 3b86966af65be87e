#include "spool/segment_name.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace snmpolld::spool {

namespace {

constexpr std::string_view kFinished = ".spool";
constexpr std::string_view kOpen = ".open";

// The numbers between the underscores; nullopt: something else is there.
template <size_t kCount>
std::optional<std::array<uint64_t, kCount>> parseNumbers(std::string_view text) {
    std::array<uint64_t, kCount> numbers{};
    for (size_t i = 0; i < kCount; ++i) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
        if (error != std::errc() || numbers[i] > kMaxCount) return std::nullopt;
        text.remove_prefix(static_cast<size_t>(end - text.data()));
        if (i + 1 == kCount) break;
        if (!text.starts_with('_')) return std::nullopt;
        text.remove_prefix(1);
    }
    if (!text.empty()) return std::nullopt;
    return numbers;
}

bool isNumber(uint64_t number) {
    return number > 0 && number <= kMaxNumber;
}

}  // namespace

std::optional<SegmentName> parseSegmentName(std::string_view name) {
    if (name.ends_with(kOpen)) {
        const auto numbers = parseNumbers<1>(name.substr(0, name.size() - kOpen.size()));
        if (!numbers || !isNumber((*numbers)[0])) return std::nullopt;
        return SegmentName{(*numbers)[0], std::nullopt};
    }
    if (!name.ends_with(kFinished)) return std::nullopt;
    const auto numbers = parseNumbers<5>(name.substr(0, name.size() - kFinished.size()));
    if (!numbers) return std::nullopt;
    const auto [number, first, last, entries, samples] = *numbers;
    if (!isNumber(number) || first > last || last > kMaxStamp) return std::nullopt;
    return SegmentName{number, Tally{{entries, samples}, static_cast<int64_t>(first), static_cast<int64_t>(last)}};
}

std::string finishedName(uint64_t number, const Tally& tally) {
    std::array<char, 128> name{};
    std::snprintf(name.data(), name.size(), "%016llu_%lld_%lld_%llu_%llu", static_cast<unsigned long long>(number),
                  static_cast<long long>(tally.first), static_cast<long long>(tally.last),
                  static_cast<unsigned long long>(tally.counts.entries),
                  static_cast<unsigned long long>(tally.counts.samples));
    return name.data() + std::string(kFinished);
}

std::string openName(uint64_t number) {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "%016llu", static_cast<unsigned long long>(number));
    return name.data() + std::string(kOpen);
}

}  // namespace snmpolld::spool
