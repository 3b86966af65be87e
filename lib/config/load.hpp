// Reads a config file: YAML, strictly. Everything that is wrong is refused with "FILE:LINE:COLUMN: sentence" and the
// nearest known word. No exception leaves this folder.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/environment.hpp"

namespace snmpolld::config {

// File names in the config are relative to the folder of the file that has them, except for outputs, which are relative
// to the working directory. Built in, unless the file defines them: auth public_v2 and the shipped modules
// (shipped.hpp), of which the result has those that are named. `names` resolves the names of OIDs. It becomes part of
// the result, and the names of the metrics of the result's modules are added to it.
Result<Config> load(const std::filesystem::path& file, const Environment& environment, names::NameCatalog names = {});

// The config of a sweep without -f: only what is built in.
Config builtIn(names::NameCatalog names = {});

// Reads a secret from a file: its content without the last line end. Refuses a file that others may read (mode & 004),
// that is not a regular file, or that is larger than 64 KiB.
Result<Secret> readSecretFile(const std::filesystem::path& file);

}  // namespace snmpolld::config
