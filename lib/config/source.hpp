// One config file in memory: its tree with ${VARIABLES} already expanded, and messages that name a place in it. Lives
// only while the file is being read.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "config/load.hpp"
#include "config/yaml.hpp"

namespace snmpolld::config {

struct Source {
    std::filesystem::path file;
    YamlDocument document;

    const YamlNode& root() const { return document.at(document.root); }
    const YamlNode& at(uint32_t number) const { return document.at(number); }

    // "FILE:LINE:COLUMN".
    std::string where(const YamlNode& node) const;
    // "FILE:LINE:COLUMN: sentence".
    tl::unexpected<Error> bad(const YamlNode& node, const std::string& sentence) const;
    // A file name as it is meant in this file: relative to its folder.
    std::filesystem::path resolve(const std::string& name) const;
};

Result<Source> parseSource(const std::filesystem::path& file, const std::string& content,
                           const Environment& environment);
Result<Source> readSource(const std::filesystem::path& file, const Environment& environment);

}  // namespace snmpolld::config
