// The file that holds the imported names (name_format.hpp). `snmpolld names import` writes it; every command maps it
// into its catalogue (name_catalog.hpp) when it first needs more than the built-in names.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "names/name_catalog.hpp"
#include "names/name_format.hpp"

namespace snmpolld::names {

inline constexpr size_t kMaxNameFile = size_t{1} << 30;

// Where names are written: $SNMPOLLD_NAMES, else /var/lib/snmpolld/names for root and
// ${XDG_DATA_HOME:-~/.local/share}/snmpolld/names for others. Empty when there is no such place.
std::filesystem::path importedNamesPath();

// Where they are looked for; the first file that exists is used. When $SNMPOLLD_NAMES is set, it is the only place (set
// and empty: nowhere). Otherwise the user's own file comes first, then /var/lib/snmpolld/names.
std::vector<std::filesystem::path> importedNamesPaths();

// The names in a file, so that more can be added to them; none when the file does not exist.
Result<std::vector<ImportedName>> readNames(const std::filesystem::path& file);

// Writes all of them or, on an error, none. Everybody may read the file. Missing folders are made.
Result<void> writeNames(const std::filesystem::path& file, std::vector<ImportedName> names);

// Maps the first file of importedNamesPaths() that exists. Null when there is none or when it cannot be used, which is
// logged.
std::unique_ptr<const NameIndex> loadImportedNames();

// A catalogue that calls this when it first needs the imported names.
NameCatalog withImportedNames();

}  // namespace snmpolld::names
