#include "names_yaml.hpp"

#include <map>

#include "base/text.hpp"
#include "config/files.hpp"
#include "config/yaml.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::daemon {

namespace {

using names::ImportedName;
using names::NameKind;

std::string place(const std::filesystem::path& file, uint32_t line, uint32_t column) {
    return file.string() + ":" + std::to_string(line) + ":" + std::to_string(column);
}

std::string defaultModule(const std::filesystem::path& file) {
    const std::string stem = file.stem().string();
    return names::isModuleName(stem) ? stem : "names";
}

// "MODULE::name" or "name".
Result<ImportedName> parseName(const std::string& key, const std::string& default_module) {
    const size_t colons = key.find("::");
    ImportedName name;
    name.module = colons == std::string::npos ? default_module : key.substr(0, colons);
    name.name = colons == std::string::npos ? key : key.substr(colons + 2);
    if (names::isModuleName(name.module) && names::isName(name.name)) return name;
    return usageError("\"" + printable(key.substr(0, 100)) +
                      "\" cannot be a name: a letter, then letters, digits, - and _ are expected");
}

Result<ImportedName> parseEntry(const config::YamlNode& key, const config::YamlNode& value,
                                const std::string& default_module, const names::NameCatalog& catalog) {
    auto name = parseName(key.text, default_module);
    if (!name) return name;
    if (value.kind != config::YamlKind::scalar) return usageError("name: oid is expected");
    auto oid = catalog.resolveOid(value.text);
    if (!oid) return tl::unexpected(oid.error());
    name->oid = std::move(*oid);
    return name;
}

std::string withoutLast(const model::Oid& oid) {
    return model::Oid(oid.ids().first(oid.size() - 1)).toString();
}

void setKinds(std::vector<ImportedName>& names) {
    std::map<std::string, NameKind> kinds;
    for (ImportedName& name : names) {
        name.kind = name.name.ends_with("Table")   ? NameKind::table
                    : name.name.ends_with("Entry") ? NameKind::entry
                                                   : NameKind::object;
        kinds.emplace(name.oid.toString(), name.kind);
    }
    for (ImportedName& name : names) {
        const auto above = kinds.find(withoutLast(name.oid));
        if (above != kinds.end() && above->second == NameKind::entry) name.kind = NameKind::column;
    }
}

}  // namespace

Result<std::vector<ImportedName>> readYamlNames(const std::filesystem::path& file, const names::NameCatalog& catalog) {
    const auto text = config::readConfigFile(file);
    if (!text) return tl::unexpected(text.error());
    const auto document = config::parseYaml(*text);
    if (!document) {
        const auto& fault = document.error();
        return usageError(place(file, fault.line, fault.column) + ": " + fault.sentence);
    }
    std::vector<ImportedName> names;
    const auto& root = document->at(document->root);
    if (root.kind == config::YamlKind::null) return names;
    if (root.kind != config::YamlKind::map)
        return usageError(place(file, root.line, root.column) + ": lines of name: oid are expected");
    for (size_t i = 0; i + 1 < root.children.size(); i += 2) {
        const auto& key = document->at(root.children[i]);
        auto name = parseEntry(key, document->at(root.children[i + 1]), defaultModule(file), catalog);
        if (!name) return withContext(place(file, key.line, key.column), name.error());
        names.push_back(std::move(*name));
    }
    setKinds(names);
    return names;
}

}  // namespace snmpolld::daemon
