// Files of names in YAML, for `snmpolld names import`: a map of `name: oid` or `MODULE::name: oid`.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "names/name_format.hpp"

namespace snmpolld::daemon {

// Names without a module get the file's name as theirs. An OID may begin with a name that is known. What a name is
// shows in its place: fooTable, under it fooEntry, under that columns; else it is an object. The error says the place.
Result<std::vector<names::ImportedName>> readYamlNames(const std::filesystem::path& file);

}  // namespace snmpolld::daemon
