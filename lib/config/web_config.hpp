// Reads a web config: the file of http.web_config_file, in the format of Prometheus' exporters (exporter-toolkit), with
// the files that it names. What cannot be done as the file says is refused with a sentence that names file, line and
// key. Read by those who serve or check only, as others may not be able to read the key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/web_settings.hpp"

namespace snmpolld::config {

// What shows that a file has been changed or replaced.
struct FileMark {
    uint64_t device = 0;
    uint64_t number = 0;  // of the inode
    uint64_t size = 0;
    int64_t written = 0;  // nanoseconds
    int64_t changed = 0;

    bool operator==(const FileMark&) const = default;
};

struct WebConfig {
    struct File {
        std::filesystem::path path;
        std::optional<FileMark> mark;  // from before it was read; none: there was no such file
    };

    model::WebSettings settings{};
    std::vector<File> files{};            // that were read; none: there is no web config
    std::vector<std::string> warnings{};  // with their places, such as of a certificate that expires soon
};

// `where`: the place that names the file. `now`: for certificates.
Result<WebConfig> readWebConfig(const std::filesystem::path& file, const std::string& where, WallTime now);

// Whether one of the files is not as it was when it was read.
bool haveChanged(const std::vector<WebConfig::File>& files);

}  // namespace snmpolld::config
