// The text in which imported names are kept (name_file.hpp): a line with the version of the format and the number of
// names, then one line for each name in the order of their OIDs:
//   snmpolld-names 1 2
//   1.3.6.1.4.1.99999.1.1 table EXAMPLE-MIB exampleTable
//   1.3.6.1.4.1.99999.1.1.1 entry EXAMPLE-MIB exampleEntry
// Nothing in it is trusted: a text that differs from this in any way is not used at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "names/name_index.hpp"

namespace snmpolld::names {

inline constexpr size_t kMaxImportedNames = 2'000'000;

// A name that stands on its own, while names are being imported.
struct ImportedName {
    model::Oid oid;
    std::string module;
    std::string name;
    NameKind kind = NameKind::node;
};

// Whether this may be a name in the text: a letter followed by letters, digits, - and _, at most 128 characters. A
// module's name may contain dots and start with a digit, too.
bool isName(std::string_view text);
bool isModuleName(std::string_view text);

// The names as text, in order, each once.
std::string formatNames(std::vector<ImportedName> names);

// The reverse. The entries refer to `text`. The error says which line is wrong.
Result<NameRows> parseNames(std::string_view text);

}  // namespace snmpolld::names
