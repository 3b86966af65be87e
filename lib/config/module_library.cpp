#include "config/module_library.hpp"

#include "base/text.hpp"
#include "config/shipped.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::config {

namespace {

Result<Module> loaded(Result<Module> module, const std::string& origin, names::NameCatalog& names) {
    if (!module) return module;
    module->origin = origin;
    if (module->metrics != nullptr) names.learn(*module->metrics);
    return module;
}

}  // namespace

Result<void> ModuleLibrary::add(ModuleFile file, bool skip_broken) {
    const auto& blocks = file.blocks();
    for (size_t i = 0; i < blocks.size(); ++i) {
        const auto [place, fresh] = entries_.try_emplace(blocks[i].name, Entry{files_.size(), i, std::nullopt});
        if (fresh) continue;
        const ModuleFile& other = files_[place->second.file].file;
        return usageError(file.where(blocks[i]) + ": module \"" + blocks[i].name + "\" is defined twice, first at " +
                          other.where(other.blocks()[place->second.block]));
    }
    files_.push_back({std::move(file), skip_broken});
    return {};
}

bool ModuleLibrary::has(const std::string& name) const {
    return entries_.contains(name) || isShipped(name);
}

std::vector<std::string> ModuleLibrary::names() const {
    std::vector<std::string> out;
    for (const auto& [name, entry] : entries_)
        out.push_back(name);
    for (const ShippedFile& file : shippedFiles())
        out.emplace_back(file.name);
    return out;
}

bool ModuleLibrary::maySkip(const std::string& name) const {
    const auto entry = entries_.find(name);
    return entry != entries_.end() && files_[entry->second.file].skip_broken;
}

Result<const Module*> ModuleLibrary::find(const std::string& name, names::NameCatalog& names) {
    if (const auto found = entries_.find(name); found != entries_.end()) {
        Entry& entry = found->second;
        const ModuleFile& file = files_[entry.file].file;
        if (!entry.module)
            entry.module = loaded(file.read(file.blocks()[entry.block], names), file.file().string(), names);
        return entry.module->map([](const Module& module) { return &module; });
    }
    if (const auto known = shipped_.find(name); known != shipped_.end()) return &known->second;
    auto module = loaded(shippedModule(name, names), "built in", names);
    if (!module) return tl::unexpected(module.error());
    return &shipped_.emplace(name, std::move(*module)).first->second;
}

std::vector<ModuleLibrary::Fault> ModuleLibrary::checkAll(const names::NameCatalog& names) const {
    std::vector<Fault> faults;
    for (const File& file : files_)
        for (const Block& block : file.file.blocks())
            if (const auto module = file.file.read(block, names); !module)
                faults.push_back({block.name, module.error(), file.skip_broken});
    return faults;
}

}  // namespace snmpolld::config
