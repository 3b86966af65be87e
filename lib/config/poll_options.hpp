// The settings of a poll (model/poll_settings.hpp) as options of the config file: they are read, checked and written by
// their rows in the schema. None of these functions names a setting except timeout_min, which depends on the timeout.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/section.hpp"
#include "model/poll_settings.hpp"

namespace snmpolld::config {

// The settings that a section of defaults, targets or modules gives. `usual` is the timeout in effect if the section
// gives none. Errors: a timeout_min that is longer than the timeout.
Result<model::GivenSettings> readGiven(const Section& section, Duration usual = Duration::max());

// The quirks that a section of defaults, targets, modules or auths allows; none if it does not say.
model::Quirks readQuirks(const Section& section);

// Sets one setting from the text of a command line option, several words of which are separated by commas. The error, a
// sentence without a subject, says that `defaults` could not have the value `text`.
Result<void> giveSetting(std::string_view key, const std::string& text, model::GivenSettings& settings);

// Adds what another module of the same poll gives.
void unite(model::GivenSettings& settings, const model::GivenSettings& other);

// Only the request settings among the given ones.
model::GivenSettings requestSettingsOf(const model::GivenSettings& settings);

// Adds the given settings to `texts`, which has the values of a section's options as YAML, by key.
using OptionTexts = std::map<std::string_view, std::string>;
void addSettings(std::string_view section, const model::GivenSettings& settings, OptionTexts& texts);

// All settings of `settings`, as if somebody had given them.
model::GivenSettings givenOf(const model::PollSettings& settings);
model::GivenSettings givenOf(const model::HostSettings& settings);

}  // namespace snmpolld::config
