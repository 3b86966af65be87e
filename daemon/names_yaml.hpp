// Files of names in YAML, for `snmpolld names import`: a map of `name: oid` or `MODULE::name: oid`.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "names/name_format.hpp"

namespace snmpolld::names {
class NameCatalog;
}

namespace snmpolld::daemon {

// Names without a module get the file's name as their module. An OID may begin with a name that the catalogue knows.
// fooTable is taken for a table, fooEntry for an entry, what is directly under an entry for a column and everything
// else for an object. The error says where it is.
Result<std::vector<names::ImportedName>> readYamlNames(const std::filesystem::path& file,
                                                       const names::NameCatalog& catalog);

}  // namespace snmpolld::daemon
