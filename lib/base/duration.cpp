#include "base/duration.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace snmpolld {

namespace {

struct Unit {
    std::string_view name;
    int64_t ns;
};

constexpr std::array<Unit, 7> kUnits{{{"d", 86'400'000'000'000},
                                      {"h", 3'600'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"s", 1'000'000'000},
                                      {"ms", 1'000'000},
                                      {"us", 1'000},
                                      {"ns", 1}}};
constexpr double kMaxNs = 10.0 * 366 * 86'400 * 1e9;

}  // namespace

Result<Duration> parseDuration(std::string_view text) {
    const auto bad = [&] {
        return usageError("\"" + std::string(text) + "\" is not a duration such as 500ms, 5s, 1m or 2h");
    };
    double number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || !(number >= 0)) return bad();
    const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
    if (unit.empty() && number == 0) return Duration::zero();
    for (const Unit& u : kUnits) {
        if (u.name != unit) continue;
        const double ns = number * static_cast<double>(u.ns);
        if (!(ns <= kMaxNs)) return bad();
        return Duration(std::llround(ns));
    }
    return bad();
}

std::string formatDuration(Duration d) {
    if (d == Duration::zero()) return "0s";
    for (const Unit& u : kUnits)
        if (d.count() % u.ns == 0) return std::to_string(d.count() / u.ns) + std::string(u.name);
    return std::to_string(d.count()) + "ns";
}

std::string roundedDuration(Duration d) {
    using namespace std::chrono_literals;
    if (d % 1ms == Duration::zero()) return formatDuration(d);
    if (d < 10ms) return formatDuration(std::chrono::round<std::chrono::microseconds>(d));
    if (d < 1s) return formatDuration(std::chrono::round<std::chrono::milliseconds>(d));
    if (d >= 100s) return formatDuration(std::chrono::round<std::chrono::seconds>(d));
    const int64_t tenths = std::chrono::round<std::chrono::milliseconds>(d).count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "s";
}

}  // namespace snmpolld
