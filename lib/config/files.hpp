// Reads whole small files: config files, and values in files of their own (`<key>_file`). For secrets, load.hpp has
// readSecretFile.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::config {

inline constexpr size_t kMaxConfigFile = size_t{64} << 20;
inline constexpr size_t kMaxValueFile = size_t{64} << 10;

// The content of a regular file. Refuses everything else at once, such as a FIFO, and more than 64 MiB.
Result<std::string> readConfigFile(const std::filesystem::path& file);
// Reading a config file in two steps, for a file that stays open.
Result<UniqueFd> openConfigFile(const std::filesystem::path& file);
// What others than its owner and group may do with it, and how to mend that: "readable by others; chmod o-r it"; "" if
// nothing. Others who may write it may choose the secrets.
std::string_view opennessOf(const UniqueFd& fd);
Result<std::string> readConfigFile(const UniqueFd& fd, const std::filesystem::path& file);

// The content of a regular text file of at most 64 KiB, without its last line end.
Result<std::string> readValueFile(const std::filesystem::path& file);

}  // namespace snmpolld::config
