#include "config/poll_options.hpp"

#include <algorithm>
#include <charconv>
#include <type_traits>

#include "base/duration.hpp"

namespace snmpolld::config {

namespace {

using model::GivenSettings;
using model::Setting;

// `text` has been checked against the setting's row. A word such as auto is 0.
template <typename T>
T valueOf(const std::string& text) {
    if constexpr (std::is_same_v<T, bool>) {
        return text == "true";
    } else if constexpr (std::is_arithmetic_v<T>) {
        int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return static_cast<T>(number);
    } else {
        return std::chrono::round<T>(parseSpan(text).value_or(Duration::zero()));
    }
}

template <typename T>
std::string textOf(const Option& option, T value) {
    if constexpr (std::is_same_v<T, bool>) return value ? "true" : "false";
    if (const auto words = wordsOf(option); value == T{} && !words.empty()) return words.front();
    if constexpr (std::is_arithmetic_v<T>)
        return std::to_string(value);
    else
        return formatDuration(value);
}

}  // namespace

Result<GivenSettings> readGiven(const Section& section, Duration usual) {
    GivenSettings given;
    model::forEachSetting(
        [&]<typename T>(const Setting& setting, std::optional<T>& value) {
            if (section.has(setting.key)) value = valueOf<T>(section.text(setting.key));
        },
        given);
    const Duration timeout = given.timeout.value_or(usual);
    if (given.timeout_min.value_or(Duration::zero()) <= timeout) return given;
    return section.bad("timeout_min", formatDuration(*given.timeout_min) + " is longer than the timeout of " +
                                          formatDuration(timeout));
}

Result<void> giveSetting(std::string_view key, const std::string& text, GivenSettings& settings) {
    if (const std::string wrong = checkValue(*findOption("defaults", key), text); !wrong.empty())
        return usageError(wrong);
    model::forEachSetting(
        [&]<typename T>(const Setting& setting, std::optional<T>& value) {
            if (setting.key == key) value = valueOf<T>(text);
        },
        settings);
    return {};
}

void unite(GivenSettings& settings, const GivenSettings& other) {
    model::forEachSetting(
        [](const Setting& setting, auto& value, const auto& also) {
            const bool smallest = setting.of_several == model::OfSeveral::smallest;
            if (!value || !also)
                value = value ? value : also;
            else
                value = smallest ? std::min(*value, *also) : std::max(*value, *also);
        },
        settings, other);
}

GivenSettings requestSettingsOf(const GivenSettings& settings) {
    GivenSettings out;
    model::forEachRequestSetting([](const Setting&, auto& to, const auto& from) { to = from; }, out, settings);
    return out;
}

void addSettings(std::string_view section, const GivenSettings& settings, OptionTexts& texts) {
    model::forEachSetting(
        [&](const Setting& setting, const auto& value) {
            const Option* option = findOption(section, setting.key);
            if (value && option != nullptr) texts[option->key] = textOf(*option, *value);
        },
        settings);
}

GivenSettings givenOf(const model::HostSettings& settings) {
    GivenSettings out;
    model::forEachHostSetting([](const Setting&, auto& to, const auto& from) { to = from; }, out, settings);
    return out;
}

GivenSettings givenOf(const model::PollSettings& settings) {
    GivenSettings out;
    model::forEachSetting([](const Setting&, auto& to, const auto& from) { to = from; }, out, settings);
    return out;
}

}  // namespace snmpolld::config
