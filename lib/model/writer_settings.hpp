// WriterSettings: where one writer delivers records, how, and where it keeps what it cannot deliver. Plain data, of the
// config's `outputs`; it travels to the writer, secrets included.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/secret.hpp"

namespace snmpolld::model {

enum class WriterType : uint8_t { influx, remote_write };
inline constexpr uint8_t kWriterTypeCount = 2;

enum class SpoolOrder : uint8_t { oldest_first, newest_first };
inline constexpr uint8_t kSpoolOrderCount = 2;

struct SpoolSettings {
    std::string folder{};  // empty: nothing is kept on disk
    uint64_t max_size = 1ULL << 30;
    Duration max_age = std::chrono::hours(72);
    SpoolOrder order = SpoolOrder::oldest_first;

    bool operator==(const SpoolSettings&) const = default;
};

// Texts that a type does not have are empty.
struct WriterSettings {
    std::string name{};  // in the config, the log and metrics
    WriterType type = WriterType::influx;
    std::string url{};
    std::string database{};  // influx, version 1
    std::string retention_policy{};
    std::string organization{};  // influx, version 2
    std::string bucket{};
    std::string job{};  // remote_write
    std::string username{};
    Secret password{};
    Secret token{};
    std::string ca_file{};
    std::string cert_file{};
    std::string key_file{};
    bool insecure_skip_verify = false;
    uint32_t batch_samples = 10'000;
    Duration flush_interval = std::chrono::seconds(1);
    Duration timeout = std::chrono::seconds(30);
    SpoolSettings spool{};

    bool operator==(const WriterSettings&) const = default;
};

}  // namespace snmpolld::model
