#include "config/shipped.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "config/modules.hpp"

namespace snmpolld::config {

namespace {

const ShippedFile* fileOf(std::string_view name) {
    for (const ShippedFile& file : shippedFiles())
        if (file.name == name) return &file;
    return nullptr;
}

}  // namespace

bool isShipped(std::string_view name) {
    return fileOf(name) != nullptr;
}

Result<Module> shippedModule(std::string_view name, const names::NameCatalog& names) {
    const ShippedFile* file = fileOf(name);
    if (file == nullptr) return usageError("no module \"" + printable(name) + "\" comes with snmpolld");
    const auto source = parseSource("the built-in " + std::string(name) + ".yaml", std::string(file->content),
                                    [](const std::string&) { return std::nullopt; });
    if (!source) return tl::unexpected(source.error());
    const auto top = Section::read(*source, source->root(), "");
    if (!top) return tl::unexpected(top.error());
    const YamlNode* modules = top->node("modules");
    if (modules == nullptr || modules->children.size() != 2 || source->at(modules->children[0]).text != name)
        return source->bad(source->root(), "one module is expected, " + std::string(name));
    return readModule(*source, source->at(modules->children[0]), source->at(modules->children[1]), names);
}

tl::unexpected<Error> unknownModule(const Definitions& config, std::string_view name) {
    std::vector<std::string> names;
    for (const auto& [known, module] : config.modules)
        names.push_back(known);
    for (const std::string& known : config.library->names())
        names.push_back(known);
    const std::string meant = nearestWord(name, names);
    return usageError("no module \"" + printable(name) + "\"" + (meant.empty() ? "" : "; did you mean " + meant + "?"));
}

}  // namespace snmpolld::config
