// The modules that come with the program: config/modules/*.yaml, embedded when it is built (cmake/embed.cmake). One is
// read only when it is named, by the reader of all modules; a definition of the user's own takes its place.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"

namespace snmpolld::config {

// A file of config/modules: it defines the module of its own name, and nothing else.
struct ShippedFile {
    std::string_view name;     // "interfaces"
    std::string_view content;  // YAML
};

// In the order of their names.
std::span<const ShippedFile> shippedFiles();

bool isShipped(std::string_view name);

// Errors: there is none of this name; a fault in the file, which a test rules out.
Result<Module> shippedModule(std::string_view name, const names::NameCatalog& names);

// Says that there is no such module, and the nearest one of those that the config or its library has.
tl::unexpected<Error> unknownModule(const Config& config, std::string_view name);

}  // namespace snmpolld::config
