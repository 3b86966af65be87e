// The lists of names: the built-in one; the imported one, which is read from its file (name_file.hpp) when it is first
// needed; that of the metrics of the loaded modules (metric_names.hpp). Nothing outside lib/names sees this.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "names/name_index.hpp"

namespace snmpolld::names {

const NameIndex& builtInNames();

// The imported names, or nullptr when there are none. Reads their file at the first call; one that cannot be used is
// said in the log, once.
const NameIndex* importedNames();

// The names of metrics, or nullptr when there are none.
const NameIndex* namesOfMetrics();
// The module whose metrics come before those of others; may be empty.
std::string_view preferredMetrics();

// In the order in which they count. Each is called only where those before it do not say enough, since a call may read
// a file; it may give nullptr.
using NameList = const NameIndex* (*)();
inline constexpr std::array<NameList, 3> kNameLists{[] { return &builtInNames(); }, importedNames, namesOfMetrics};

// A list is another one now.
void forgetRecentNames();

// A name with its OID, from whichever list.
struct KnownName {
    const NameEntry* entry;
    std::span<const uint32_t> ids;
};

// What has exactly this OID, of the first list that knows it.
std::optional<KnownName> knownAt(std::span<const uint32_t> ids);

// The longest object that this OID is or lies under, of the first list that knows it. Further lists are only looked at
// when those before do not know a scalar or column: nothing lies under one.
std::optional<KnownName> longestKnown(std::span<const uint32_t> ids);

// All that are called so, one for each OID: the built-in one when others have it, too. Without a module all modules
// count; with one, only its names, and the imported ones are not looked at when a built-in one is found. Those of
// metrics are only looked at when there is no other.
std::vector<KnownName> namesCalled(std::string_view module, std::string_view name);

}  // namespace snmpolld::names
