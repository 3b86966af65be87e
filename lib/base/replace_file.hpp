// Puts a file in the place of another one, whole or not at all.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "base/result.hpp"

namespace snmpolld {

// A file that never existed before, FILE.new.XXXXXX in the same folder, then fsync and rename. What a crash has left of
// such files is removed. Errors: the system refuses; FILE is as it was then.
Result<void> replaceFile(const std::filesystem::path& file, std::string_view content, mode_t mode);

}  // namespace snmpolld
