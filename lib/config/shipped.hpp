// The modules that come with the program: config/modules/*.yaml, embedded when it is built (cmake/embed.cmake). A
// module is read only when it is named, in the same way as all others; a definition by the user takes its place.
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

// Errors: there is no such module; its file has a fault, which a test rules out.
Result<Module> shippedModule(std::string_view name, const names::NameCatalog& names);

// The error that there is no such module, with the nearest name of those that the config or its library has.
tl::unexpected<Error> unknownModule(const Definitions& config, std::string_view name);

}  // namespace snmpolld::config
