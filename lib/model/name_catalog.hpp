// The two lists of names: the built-in one, and the imported one, which is read from its file (name_file.hpp) when it
// is first needed. Nothing outside lib/model sees this.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/name_index.hpp"

namespace snmpolld::model {

const NameIndex& builtInNames();

// The imported names, or nullptr when there are none. Reads their file at the first call; one that cannot be used is
// said in the log, once.
const NameIndex* importedNames();

// A name with its OID, from whichever list.
struct KnownName {
    const NameEntry* entry;
    std::span<const uint32_t> ids;
};

// What has exactly this OID; the built-in name when both lists know it.
std::optional<KnownName> knownAt(std::span<const uint32_t> ids);

// The longest object that this OID is or lies under. The imported names are only looked at when the built-in ones do
// not know the object: nothing lies under a known scalar or column.
std::optional<KnownName> longestKnown(std::span<const uint32_t> ids);

// All that are called so, one for each OID: the built-in one when both lists have it. Without a module all modules
// count; with one, only its names, and the imported ones are not looked at when a built-in one is found.
std::vector<KnownName> namesCalled(std::string_view module, std::string_view name);

}  // namespace snmpolld::model
