#include "config/poll_options.hpp"

#include <algorithm>
#include <charconv>
#include <type_traits>

#include "base/duration.hpp"
#include "base/text.hpp"
#include "config/yaml_text.hpp"

namespace snmpolld::config {

namespace {

using model::GivenSettings;
using model::Setting;

// snmp_exporter's name of the quirk any_source.
constexpr std::string_view kAnySource = "use_unconnected_udp_socket";

using model::Quirks;

model::Quirk quirkOf(const std::string& word) {
    return static_cast<model::Quirk>(wordNumber(*findOption("auths", "quirks"), word));
}

// The parts between the commas of `text`.
std::vector<std::string> partsOf(std::string_view text) {
    std::vector<std::string> parts;
    for (size_t end = 0; end != std::string_view::npos; text.remove_prefix(std::min(text.size(), end + 1))) {
        end = text.find(',');
        parts.emplace_back(text.substr(0, end));
    }
    return parts;
}

// `text` has been checked against the setting's row. A word such as auto is 0.
template <typename T>
T valueOf(const std::string& text) {
    if constexpr (std::is_same_v<T, bool>) {
        return text == "true";
    } else if constexpr (std::is_same_v<T, std::string>) {
        return text;
    } else if constexpr (std::is_same_v<T, Quirks>) {
        Quirks quirks;
        for (const std::string& word : partsOf(text))
            quirks.insert(quirkOf(word));
        return quirks;
    } else if constexpr (std::is_arithmetic_v<T>) {
        int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return static_cast<T>(number);
    } else {
        return std::chrono::round<T>(parseSpan(text).value_or(Duration::zero()));
    }
}

std::string textOf(const Option&, const std::string& value) {
    return yamlText(value);
}

std::string textOf(const Option&, Quirks value) {
    return yamlNames(value.words());
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

Quirks readQuirks(const Section& section) {
    Quirks quirks;
    for (const auto& item : section.items("quirks"))
        quirks.insert(quirkOf(item.text));
    return quirks;
}

Result<GivenSettings> readGiven(const Section& section, Duration usual) {
    GivenSettings given;
    model::forEachSetting(
        [&]<typename T>(const Setting& setting, std::optional<T>& value) {
            if (!section.has(setting.key)) return;
            if constexpr (std::is_same_v<T, Quirks>)
                value = readQuirks(section);
            else
                value = valueOf<T>(section.text(setting.key));
        },
        given);
    if (section.has(kAnySource) && section.boolean(kAnySource))
        given.quirks = given.quirks.value_or(Quirks()) | Quirks{model::Quirk::any_source};
    const Duration timeout = given.timeout.value_or(usual);
    if (given.timeout_min.value_or(Duration::zero()) <= timeout) return given;
    return section.bad("timeout_min", formatDuration(*given.timeout_min) + " is longer than the timeout of " +
                                          formatDuration(timeout));
}

Result<void> giveSetting(std::string_view key, const std::string& text, GivenSettings& settings) {
    const Option& option = *findOption("defaults", key);
    for (const std::string& part : option.type == OptionType::choices ? partsOf(text) : std::vector{text})
        if (const std::string wrong = checkValue(option, part); !wrong.empty()) return usageError(wrong);
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
            using Value = std::remove_cvref_t<decltype(*value)>;
            if (!value || !also)
                value = value ? value : also;
            else if constexpr (std::is_same_v<Value, Quirks>)
                value = *value | *also;
            else if (setting.of_several == model::OfSeveral::smallest)
                value = std::min(*value, *also);
            else
                value = std::max(*value, *also);
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
