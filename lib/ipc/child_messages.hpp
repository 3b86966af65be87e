// The messages that every child sends, whatever its kind (child.fbs): that it is ready, and lines for the log. A kind
// of child has its own messages beside these, such as worker_messages.hpp, and a Protocol that names their schema.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

namespace snmpolld::ipc {

// The schema that a child and the supervisor speak beside child.fbs. Both must mean the same one.
struct Protocol {
    std::string_view name;
    uint32_t version = 0;  // raised with every change of the schema
};

// The child is initialised and sandboxed, and waits for work. It says so once, before any message of its own schema.
struct Ready {
    std::string protocol;
    uint32_t version = 0;
    int32_t pid = 0;
    std::string details;  // what the child says of itself in its own schema; may be empty
};

// A line for the supervisor's log, already rate-limited. May come before Ready.
struct LogLine {
    std::string text;
};

using FromChild = std::variant<Ready, LogLine>;

// Appends one frame to `out`. Log lines are cut at 4 KiB.
void encodeFromChild(const FromChild& message, std::string& out);

// Whether the frame claims to be one of these messages; else it belongs to the child's own schema. `frame`: the
// FlatBuffer without its length, here and below.
bool isFromChild(std::span<const std::byte> frame);

// Errors: not a valid message, or one with impossible values.
Result<FromChild> decodeFromChild(std::span<const std::byte> frame);

// Errors: the child speaks another protocol, or another version of it.
Result<void> checkProtocol(const Ready& ready, const Protocol& expected);

}  // namespace snmpolld::ipc
