// Reading a config file: YAML, strict. Everything that is wrong is refused with "FILE:LINE:COLUMN: sentence" and the
// nearest known word. No exception leaves this folder.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/environment.hpp"

namespace snmpolld::config {

// File names in the config are relative to the folder of the file that has them, except for outputs, which are relative
// to the working directory. Built-in, when the file does not define them: auth public_v2 and the shipped modules
// (shipped.hpp), of which those that are named are in the result. `names` resolves the names of OIDs; it ends up in the
// result, where the names of the metrics of its modules are added to it.
Result<Config> load(const std::filesystem::path& file, const Environment& environment, names::NameCatalog names = {});

// What a sweep without -f has: the built-ins and nothing else.
Config builtIn(names::NameCatalog names = {});

// Reads a secret from a file: its content without the last line end. Refused when others may read it (mode & 004) or
// when it is not a regular file or above 64 KiB.
Result<Secret> readSecretFile(const std::filesystem::path& file);

}  // namespace snmpolld::config
