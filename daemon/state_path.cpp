#include "state_path.hpp"

#include <cctype>
#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

namespace snmpolld::daemon {

namespace {

// Empty if there is none. systemd separates several directories by colons.
std::filesystem::path stateDirectory() {
    const char* const directories = std::getenv("STATE_DIRECTORY");
    if (directories == nullptr) return {};
    const std::string_view all = directories;
    return all.substr(0, all.find(':'));
}

std::filesystem::path defaultStatePath() {
    const std::filesystem::path directory = stateDirectory();
    return directory.empty() ? directory : directory / "learned";
}

// Two outputs may differ only in characters that no file name has.
std::string fileNameOf(const std::string& output) {
    uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
    std::string name;
    for (const char c : output) {
        hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
        const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
        if (name.size() < 64) name += is_plain ? c : '_';
    }
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, hash & UINT32_MAX, 16).ptr;
    return name + "-" + std::string(digits, end);
}

}  // namespace

std::filesystem::path defaultSpoolPath(const std::string& output) {
    const std::filesystem::path directory = stateDirectory();
    return directory.empty() ? directory : directory / "spool" / fileNameOf(output);
}

supervisor::StateKeeper::Settings stateSettings(const config::State& state) {
    return {state.file ? *state.file : defaultStatePath(), state.every};
}

}  // namespace snmpolld::daemon
