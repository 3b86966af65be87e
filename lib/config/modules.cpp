#include "config/modules.hpp"

#include "base/text.hpp"
#include "config/expand.hpp"
#include "model/names.hpp"

namespace snmpolld::config {

namespace {

using Resolve = Result<model::Oid> (*)(std::string_view);

Result<void> readOids(const Source& source, const Section& section, std::string_view key, Resolve resolve,
                      std::vector<model::Oid>& oids) {
    for (const auto& item : section.items(key)) {
        auto oid = resolve(item.text);
        if (!oid) return source.bad(*item.node, oid.error().message);
        oids.push_back(std::move(*oid));
    }
    return {};
}

}  // namespace

Manner readManner(const Section& section, Manner manner) {
    if (section.has("max_repetitions"))
        manner.max_repetitions = static_cast<uint32_t>(section.integer("max_repetitions"));
    if (section.has("max_rows")) manner.max_rows = static_cast<uint64_t>(section.integer("max_rows"));
    if (section.has("allow_nonincreasing_oids"))
        manner.allow_nonincreasing_oids = section.boolean("allow_nonincreasing_oids");
    if (section.has("rates")) manner.rates = section.boolean("rates");
    return manner;
}

Result<Module> readModule(const Source& source, const YamlNode& key, const YamlNode& node) {
    const auto section = Section::read(source, node, "modules");
    if (!section) return tl::unexpected(section.error());
    Module module;
    if (const auto done = readOids(source, *section, "get", model::resolveInstance, module.get); !done)
        return tl::unexpected(done.error());
    if (const auto done = readOids(source, *section, "walk", resolveSubtree, module.walk); !done)
        return tl::unexpected(done.error());
    if (module.get.empty() && module.walk.empty())
        return source.bad(key,
                          "module \"" + printable(key.text) + "\" asks for nothing; get and walk are missing or empty");
    module.manner = readManner(*section);
    return module;
}

}  // namespace snmpolld::config
