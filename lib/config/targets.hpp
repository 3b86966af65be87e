// Reads the `targets` of one file. References to auths and modules are collected, since these may be defined in a file
// that is read later.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/section.hpp"
#include "config/source.hpp"

namespace snmpolld::config {

inline constexpr uint64_t kMaxTargets = 2'000'000;

// A name that must exist once all files are read.
struct Reference {
    enum class To { auth, module } to;
    std::string name;
    std::string where;  // "FILE:LINE:COLUMN"
};

// A module that the config defines itself. It may use names that other modules define, so it is read last.
struct OwnModule {
    std::shared_ptr<const Source> source;  // has both nodes below
    const YamlNode* key;
    const YamlNode* node;
};

// A config while its files are being read.
struct Draft {
    Config config;
    std::vector<OwnModule> modules;  // not read yet: config.modules has only their names
    std::vector<Reference> references;
    uint64_t hosts = 0;  // that config.targets stand for
};

// Whether `name` may name an auth or a module: letters, digits, _ . and -.
bool isName(const std::string& name);

// Reads `modules` of a section of targets or defaults. Changes nothing if the section has none.
Result<void> readModuleNames(const Section& section, const Source& source, std::vector<std::string>& modules,
                             Intervals& intervals, Draft& draft);

// Appends the entries of the list `node` to draft.config.targets. draft.config.defaults are already read.
Result<void> readTargets(const Source& source, const YamlNode& node, Draft& draft);

}  // namespace snmpolld::config
