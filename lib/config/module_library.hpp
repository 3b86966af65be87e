// The modules of the module files and those that come with the program. A module is read when it is first asked for,
// and then kept. All copies of a config share one library.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/module.hpp"
#include "config/module_file.hpp"

namespace snmpolld::config {

class ModuleLibrary {
  public:
    // Errors: a module of another file has the same name. With `skip_broken`, modules that are wrong are left out.
    Result<void> add(ModuleFile file, bool skip_broken);

    struct File {
        ModuleFile file;
        bool skip_broken;
    };
    // In the order in which they were added.
    const std::vector<File>& files() const { return files_; }

    // Whether there is a module of this name, be it right or wrong.
    bool has(const std::string& name) const;
    std::vector<std::string> names() const;
    // Whether the module's file was added with `skip_broken`.
    bool maySkip(const std::string& name) const;

    // Borrowed from the library. The module is read with these names, and the names of its metrics are added to them.
    // Errors: the module is wrong; there is none of this name.
    Result<const Module*> find(const std::string& name, names::NameCatalog& names);

    struct Fault {
        std::string module;
        Error error;
        bool skipped;  // its file was added with `skip_broken`
    };
    // Reads every module of every file, in the order of the files, and keeps none of them.
    std::vector<Fault> checkAll(const names::NameCatalog& names) const;

  private:
    struct Entry {
        size_t file;   // position in files_
        size_t block;  // position among that file's blocks
        std::optional<Result<Module>> module;
    };

    std::vector<File> files_;
    std::map<std::string, Entry> entries_;
    std::map<std::string, Module> shipped_;
};

}  // namespace snmpolld::config
