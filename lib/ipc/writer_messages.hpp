// The messages between supervisor and writers, as plain data. writer.fbs is their form on the wire, and
// child_messages.hpp what a writer says as every child does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "ipc/child_messages.hpp"
#include "model/output_record.hpp"
#include "model/writer_settings.hpp"

namespace snmpolld::ipc {

// Its version is raised with every change of writer.fbs.
inline constexpr Protocol kWriterProtocol{.name = "writer", .version = 1};

// Down: a poll to be written. Its id is above those of all messages before.
struct WriterRecord {
    uint64_t id = 0;
    model::OutputRecord record{};
};

// Down: the host is asked something else from now on, or is gone.
struct ForgetSeries {
    uint64_t id = 0;
    std::string host{};
};

// A WriterSettings: once, before all else.
using ToWriter = std::variant<model::WriterSettings, WriterRecord, ForgetSeries>;

// Up: these records are in the database, on disk or refused for good; they need not be kept any longer.
struct Settled {
    std::vector<uint64_t> ids{};
};

// Up: how it stands. Counts are since the start of the process.
struct WriterReport {
    uint64_t written = 0;   // samples
    uint64_t rejected = 0;  // samples that the database refuses for good
    uint64_t dropped = 0;   // samples that no limit of the spool has left room for
    uint64_t spooled = 0;   // samples that are on disk now
    uint64_t retries = 0;   // requests
    uint64_t spool_bytes = 0;
    std::optional<WallTime> spool_oldest{};
    std::optional<WallTime> last_success{};
    std::string trouble{};  // what keeps it from writing; empty: nothing

    bool operator==(const WriterReport&) const = default;
};

using FromWriter = std::variant<Settled, WriterReport>;

}  // namespace snmpolld::ipc
