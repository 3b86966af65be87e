// One module file (`modules_files`), in the format of snmp_exporter's snmp.yml. If it is in plain block style, only its
// auths are read when it is opened, and a module when it is asked for. The file stays open, so that a new file of the
// same name has no effect before the config is read again. Any other YAML is read as a whole at once, and its modules
// are kept.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "config/environment.hpp"
#include "config/module.hpp"
#include "config/module_scan.hpp"
#include "model/credentials.hpp"

namespace snmpolld::names {
class NameCatalog;
}

namespace snmpolld::config {

struct Source;
struct YamlNode;

class ModuleFile {
  public:
    struct Auth {
        std::string name;
        std::shared_ptr<model::Credentials> credentials;
        std::string where;  // "FILE:LINE:COLUMN"
    };

    // Expands variables in auths, and ignores what has no effect there, as snmp_exporter does.
    static Result<ModuleFile> open(const std::filesystem::path& file, const Environment& environment,
                                   const names::NameCatalog& names);

    const std::filesystem::path& file() const { return file_; }
    const std::vector<Auth>& auths() const { return auths_; }
    // The blocks of all its modules, including those with errors.
    const std::vector<Block>& blocks() const { return blocks_; }
    std::string where(const Block& block) const;

    // Errors: something is wrong in the module; the file has changed.
    Result<Module> read(const Block& block, const names::NameCatalog& names) const;

  private:
    explicit ModuleFile(std::filesystem::path file) : file_(std::move(file)) {}
    Result<void> readPlain(const std::string& text, const ModuleScan& scan, const Environment& environment);
    Result<void> readWhole(const std::string& text, const Environment& environment, const names::NameCatalog& names);
    Result<void> readAuths(const Source& source, const YamlNode& map);
    Result<void> addModules(const Source& source, const YamlNode& map, const names::NameCatalog& names);
    Result<std::string> textOf(const Block& block) const;

    std::filesystem::path file_;
    UniqueFd fd_;  // open if modules are read from it later
    struct stat status_ {};
    std::vector<Auth> auths_;
    std::vector<Block> blocks_;
    std::map<std::string, Result<Module>> whole_;  // all modules of a file that is not in plain block style
};

}  // namespace snmpolld::config
