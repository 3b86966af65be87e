// The settings of a poll: how often, how long and in which manner a host is asked. The same settings may stand in
// `defaults`, `targets` and `modules` of the config file and on the command line of a sweep. Each of them is one member
// of HostSettings or RequestSettings, one of GivenSettings, one line of a forEach function below and one row of
// config/schema.cpp. Reading, dumping, merging, and what workers and `explain` are told follow from these.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/clock.hpp"
#include "model/quirks.hpp"

namespace snmpolld::model {

// In 32 bits, as there may be millions of targets.
using Gap = std::chrono::duration<int32_t, std::milli>;

// Bounds of SNMPv3's msgMaxSize: RFC 3412 section 6, and what a UDP datagram holds.
inline constexpr uint32_t kMinMessageSize = 484;
inline constexpr uint32_t kMaxMessageSize = 65507;

// How a request is tried.
struct Tries {
    Duration timeout = std::chrono::seconds(1);             // of one try
    Duration timeout_min = std::chrono::milliseconds(200);  // of a try that others follow; at most timeout
    int retries = 2;                                        // EXTRA tries
};

// What each target has for itself.
struct HostSettings : Tries {
    Duration interval = std::chrono::seconds(60);
    Duration deadline{};    // of a whole poll; 0: as long as all its tries may take
    Gap gap{10};            // from the end of a poll to the host's next, at least
    uint8_t in_flight = 1;  // polls of the host under way at a time, at most
};

// What targets that ask the same share, and workers are told together with what is asked.
struct RequestSettings {
    uint64_t max_rows = 10'000'000;         // varbinds of one subtree, at least 1; a walk that has more is cut
    uint32_t max_repetitions = 25;          // of a GETBULK, at most: varbinds of one subtree in one answer
    uint32_t max_oids = 0;                  // of a GET, at most; 0: as many as fit
    bool allow_nonincreasing_oids = false;  // else a walk ends where an OID does not increase
    bool rates = false;                     // sysUpTime travels with every request, and counters get their rate
    Duration cache_lookups{};  // how long subtrees that only labels come from are kept between polls; 0: not at all
    Quirks quirks{};           // of the defaults, the modules and the target; those of the auth are its own
    Duration pdu_gap{};        // from one request to the next, at least; 0: what was learned
    std::string source{};      // address or interface to send from; empty: up to the system
    uint32_t max_message_size = kMaxMessageSize;  // SNMPv3: msgMaxSize, at least kMinMessageSize

    bool operator==(const RequestSettings&) const = default;
};

struct PollSettings : HostSettings, RequestSettings {};

// The settings of a poll that one place gives; those that it leaves out are up to the next place.
struct GivenSettings {
    std::optional<Duration> timeout{};
    std::optional<Duration> timeout_min{};
    std::optional<int> retries{};
    std::optional<Duration> interval{};
    std::optional<Duration> deadline{};
    std::optional<Gap> gap{};
    std::optional<uint8_t> in_flight{};
    std::optional<uint64_t> max_rows{};
    std::optional<uint32_t> max_repetitions{};
    std::optional<uint32_t> max_oids{};
    std::optional<bool> allow_nonincreasing_oids{};
    std::optional<bool> rates{};
    std::optional<Duration> cache_lookups{};
    std::optional<Quirks> quirks{};
    std::optional<Duration> pdu_gap{};
    std::optional<std::string> source{};
    std::optional<uint32_t> max_message_size{};

    auto operator<=>(const GivenSettings&) const = default;
};

// Which value counts if several modules of one poll give one; true is larger than false. Quirks are united.
enum class OfSeveral : uint8_t { smallest, largest };

struct Setting {
    std::string_view key;  // in the config file
    OfSeveral of_several = OfSeveral::largest;
};

// Calls visit(setting, settings.member ..) for every setting of HostSettings; `settings` are one or several of the
// structs above.
template <typename Visit, typename... Settings>
void forEachHostSetting(const Visit& visit, Settings&... settings) {
    visit(Setting{"interval"}, settings.interval...);
    visit(Setting{"gap"}, settings.gap...);
    visit(Setting{"in_flight"}, settings.in_flight...);
    visit(Setting{"timeout"}, settings.timeout...);
    visit(Setting{"timeout_min"}, settings.timeout_min...);
    visit(Setting{"retries"}, settings.retries...);
    visit(Setting{"deadline"}, settings.deadline...);
}

// The same for every setting of RequestSettings.
template <typename Visit, typename... Settings>
void forEachRequestSetting(const Visit& visit, Settings&... settings) {
    using enum OfSeveral;
    visit(Setting{"max_oids", smallest}, settings.max_oids...);
    visit(Setting{"max_repetitions", smallest}, settings.max_repetitions...);
    visit(Setting{"max_rows"}, settings.max_rows...);
    visit(Setting{"allow_nonincreasing_oids"}, settings.allow_nonincreasing_oids...);
    visit(Setting{"rates"}, settings.rates...);
    visit(Setting{"cache_lookups", smallest}, settings.cache_lookups...);
    visit(Setting{"quirks"}, settings.quirks...);
    visit(Setting{"pdu_gap"}, settings.pdu_gap...);
    visit(Setting{"source"}, settings.source...);
    visit(Setting{"max_message_size", smallest}, settings.max_message_size...);
}

template <typename Visit, typename... Settings>
void forEachSetting(const Visit& visit, Settings&... settings) {
    forEachHostSetting(visit, settings...);
    forEachRequestSetting(visit, settings...);
}

template <typename T>
void applyOne(const std::optional<T>& given, T& to) {
    if constexpr (std::is_same_v<T, Quirks>)
        to = to | given.value_or(Quirks());
    else if (given)
        to = *given;
}

// The settings that are given take the place of those of `to`. Quirks are added to those of `to`.
inline void apply(const GivenSettings& given, HostSettings& to) {
    forEachHostSetting([](const Setting&, const auto& from, auto& value) { applyOne(from, value); }, given, to);
}

inline void apply(const GivenSettings& given, RequestSettings& to) {
    forEachRequestSetting([](const Setting&, const auto& from, auto& value) { applyOne(from, value); }, given, to);
}

}  // namespace snmpolld::model
