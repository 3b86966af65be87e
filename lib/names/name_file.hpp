// The file that holds the imported names (name_format.hpp). `snmpolld names import` writes it; every command reads it
// when it first needs more than the built-in names.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "names/name_format.hpp"

namespace snmpolld::names {

inline constexpr size_t kMaxNameFile = size_t{256} << 20;

// Where names are written: $SNMPOLLD_NAMES, else /var/lib/snmpolld/names for root and
// ${XDG_DATA_HOME:-~/.local/share}/snmpolld/names for others. Empty when there is no such place.
std::filesystem::path importedNamesPath();

// Where they are looked for; the first file that is there is used. $SNMPOLLD_NAMES alone when it is set (set and empty:
// nowhere), else the user's own and then /var/lib/snmpolld/names.
std::vector<std::filesystem::path> importedNamesPaths();

// The names of a file, for adding to them; none when it is not there.
Result<std::vector<ImportedName>> readNames(const std::filesystem::path& file);

// All of them or, on an error, none; readable by everybody. Missing folders are made.
Result<void> writeNames(const std::filesystem::path& file, std::vector<ImportedName> names);

struct ImportedNames {
    std::unique_ptr<const std::string> text;  // what the index refers to
    NameIndex index;
};

// The first file of importedNamesPaths() that is there, or nullptr. What is wrong with it is said in the log.
std::unique_ptr<const ImportedNames> loadImportedNames();

}  // namespace snmpolld::names
