#include "config/foreign_file.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/text.hpp"
#include "config/schema.hpp"
#include "config/source.hpp"

namespace snmpolld::config {

namespace {

// The first key of the map that is one of these words; null if there is none.
const YamlNode* findKey(const Source& source, const YamlNode& map, std::initializer_list<std::string_view> words) {
    if (map.kind != YamlKind::map) return nullptr;
    for (size_t i = 0; i < map.children.size(); i += 2)
        if (const YamlNode& key = source.at(map.children[i]); std::ranges::find(words, key.text) != words.end())
            return &key;
    return nullptr;
}

}  // namespace

Result<void> checkNotOld(const Source& source) {
    const YamlNode& root = source.root();
    if (root.kind != YamlKind::map || findKey(source, root, {"auths", "modules", "targets"}) != nullptr) return {};
    for (size_t i = 0; i < root.children.size(); i += 2) {
        const YamlNode& key = source.at(root.children[i]);
        if (findOption("", key.text) != nullptr) continue;
        if (findKey(source, source.at(root.children[i + 1]), {"walk", "get", "metrics"}) == nullptr) continue;
        return source.bad(key, "module \"" + printable(key.text) +
                                   "\" stands at the top, as in an snmp.yml from before snmp_exporter 0.23; run its "
                                   "generator again, version 0.23 or later, or put the modules below modules: and "
                                   "their auths below auths:");
    }
    return {};
}

Result<void> checkModuleNotForeign(const Source& source, const YamlNode& module) {
    if (const YamlNode* key = findKey(source, module, {"auth", "version"}))
        return source.bad(*key, key->text +
                                    " inside a module, as before snmp_exporter 0.23; put it below auths:, under a name "
                                    "that targets give as their auth, or run the generator again, version 0.23 or "
                                    "later");
    if (const YamlNode* key = findKey(source, module, {"lookups", "overrides"}))
        return source.bad(*key, key->text +
                                    " in a module is the input of snmp_exporter's generator (generator.yml); run "
                                    "`generator generate` with it and use the snmp.yml that this writes");
    return {};
}

}  // namespace snmpolld::config
