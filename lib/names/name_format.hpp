// The text in which imported names are kept (name_file.hpp), one line a name, in the order of their OIDs, below a line
// that says the format's version and how many there are:
//   snmpolld-names 1 2
//   1.3.6.1.4.1.99999.1.1 table EXAMPLE-MIB exampleTable
//   1.3.6.1.4.1.99999.1.1.1 entry EXAMPLE-MIB exampleEntry
// Nothing in it is trusted: a text that is not exactly so is not used at all.
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

// What may stand in the text: a letter, then letters, digits, - and _, at most 128; in a module's name also dots, and a
// digit at its start.
bool isName(std::string_view text);
bool isModuleName(std::string_view text);

// Puts the names in order, each once, and writes them out.
std::string formatNames(std::vector<ImportedName> names);

// The entries refer to `text`. The error says which line is wrong.
Result<NameRows> parseNames(std::string_view text);

}  // namespace snmpolld::names
