// A folder with config files, for the tests of this folder.
#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "config/load.hpp"

namespace snmpolld::test {

inline std::optional<std::string> noEnvironment(const std::string&) {
    return std::nullopt;
}

// A folder of its own, gone with the test.
class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "snmpolld-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }

    std::filesystem::path write(const std::string& name, const std::string& content, mode_t mode = 0600) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << content;
        REQUIRE(::chmod((path_ / name).c_str(), mode) == 0);
        return path_ / name;
    }
    Result<config::Config> load(const std::string& content) const {
        return config::load(write("main.yaml", content), noEnvironment);
    }
    // A config of one module file and one target.
    Result<config::Config> loadFile(const std::string& modules, const std::string& names = "system") const {
        write("m.yml", modules);
        return load("modules_files: [m.yml]\ntargets: [{host: sw1, modules: [" + names + "]}]\n");
    }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace snmpolld::test
