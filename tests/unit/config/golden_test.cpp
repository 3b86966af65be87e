// tests/golden/config: NNN-name.yaml is loaded, and NNN-name.expected shows what it changes of the defaults, or the
// error, with file names shortened to their last part. One case shows the whole effective config, so that a new option
// changes only its expected file. SNMPOLLD_UPDATE_GOLDEN=1 writes the expected files anew.
#include <doctest/doctest.h>

#include <unistd.h>
#include <algorithm>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "config/dump.hpp"
#include "config/expand.hpp"
#include "config/load.hpp"

namespace fs = std::filesystem;
using namespace snmpolld;

namespace {

const fs::path kSource = fs::path(SNMPOLLD_SOURCE_DIR) / "tests/golden/config";

// A copy that only its owner can read, as secrets are in it; gone at the end.
class PrivateCopy {
  public:
    PrivateCopy() {
        std::string name = (fs::temp_directory_path() / "snmpolld-golden-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        root_ = name;
        fs::copy(kSource.parent_path(), root_, fs::copy_options::recursive);
        for (const auto& entry : fs::recursive_directory_iterator(root_))
            if (entry.is_regular_file()) fs::permissions(entry.path(), fs::perms(0600));
    }
    ~PrivateCopy() { fs::remove_all(root_); }
    fs::path config() const { return root_ / "config"; }

  private:
    fs::path root_;
};

fs::path folder() {
    static const PrivateCopy copy;
    return copy.config();
}
constexpr std::string_view kShownWhole = "002-everything.yaml";

std::optional<std::string> testEnvironment(const std::string& name) {
    if (name == "SNMP_PRIV") return "privacy from the environment";
    if (name == "SITE") return "ams";
    if (name == "EMPTY") return "";
    if (name == "TRICK") return "${SITE}";
    return std::nullopt;
}

std::string contentOf(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

std::string withoutFolder(std::string text) {
    const std::string start = folder().string() + "/";
    for (size_t at = text.find(start); at != std::string::npos; at = text.find(start))
        text.erase(at, start.size());
    return text;
}

std::string outcomeOf(const fs::path& file) {
    ::setenv("SNMPOLLD_NAMES", "", 1);  // what this machine has imported does not count
    const auto config = config::load(file, testEnvironment);
    if (!config) return "error: " + withoutFolder(config.error().message) + "\n";
    const auto targets = config::expandTargets(*config);
    if (!targets && !config->targets.empty()) return "error: " + withoutFolder(targets.error().message) + "\n";
    const bool whole = file.filename() == kShownWhole;
    const std::string shown = config::dump(*config, whole ? config::Shown::everything : config::Shown::changes);
    return shown.empty() ? "as by default\n" : withoutFolder(shown);
}

std::vector<fs::path> goldenFiles() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder()))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

TEST_CASE("every golden config gives its effective config or its error") {
    const auto files = goldenFiles();
    CHECK(files.size() >= 40);
    for (const fs::path& file : files) {
        CAPTURE(file.filename().string());
        fs::path expected = kSource / file.filename();
        expected.replace_extension(".expected");
        const std::string outcome = outcomeOf(file);
        if (std::getenv("SNMPOLLD_UPDATE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << outcome;
        CHECK(outcome == contentOf(expected));
    }
}

TEST_CASE("a dump loads again and its dump is the same") {
    const fs::path again = fs::temp_directory_path() / ("snmpolld-dump-" + std::to_string(::getpid()) + ".yaml");
    for (const fs::path& file : goldenFiles()) {
        const auto config = config::load(file, testEnvironment);
        if (!config) continue;
        CAPTURE(file.filename().string());
        const std::string first = config::dump(*config);
        std::ofstream(again, std::ios::binary) << first;
        const auto second = config::load(again, [](const std::string&) { return std::nullopt; });
        REQUIRE_MESSAGE(second.has_value(), second.error().message);
        CHECK(config::dump(*second) == first);
    }
    fs::remove(again);
}
