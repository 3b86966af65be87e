// One config file in memory: its tree with ${VARIABLES} already expanded, and messages that name a place in it. Lives
// only while the file is being read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/environment.hpp"
#include "config/yaml.hpp"

namespace snmpolld::config {

struct Source {
    std::filesystem::path file;
    YamlDocument document;
    std::string_view openness{};      // what others than the file's owner and group may do (files.hpp); "": nothing
    bool has_secrets_inside = false;  // the format knows no files and no variables for secrets

    const YamlNode& root() const { return document.at(document.root); }
    const YamlNode& at(uint32_t number) const { return document.at(number); }

    // "FILE:LINE:COLUMN".
    std::string where(const YamlNode& node) const;
    // "FILE:LINE:COLUMN: sentence".
    tl::unexpected<Error> bad(const YamlNode& node, const std::string& sentence) const;
    // Error: the value is a secret that others can read in this file. The well-known community is none.
    Result<void> checkSecret(const YamlNode& node, std::string_view key, std::string_view secret) const;
    // Resolves a file name that is relative to the folder of this file.
    std::filesystem::path resolve(const std::string& name) const;
};

// `content` is the whole file, or a part of it that begins with line `first_line`. Without an environment no variable
// is expanded.
Result<Source> parseSource(const std::filesystem::path& file, const std::string& content,
                           const Environment& environment, uint32_t first_line = 1);
// Expands variables in one value and all that is in it, each value once. What a variable stands for is not expanded
// again.
Result<void> expandVariables(Source& source, uint32_t number, const Environment& environment);
Result<Source> readSource(const std::filesystem::path& file, const Environment& environment);

}  // namespace snmpolld::config
