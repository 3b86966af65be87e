// The log: one line for each event, key=value, on stderr (with a syslog priority prefix under systemd).
//   log::info("worker_started", {{"worker", 3}, {"pid", pid}});   ->   event=worker_started worker=3 pid=4711
// error = an operator must act; warning = degraded; info = life cycle, a handful an hour; debug = per host. Values are
// made printable here; the same line again within 10 s is folded and counted. Only the supervisor logs; a worker sends
// its lines up.
//
// A reader of the log that is slow or stopped must not delay polls: the service has its lines written in the
// background.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace snmpolld::log {

enum class Level { debug, info, warning, error };

struct Field {
    Field(std::string_view k, std::string_view v) : key(k), value(v) {}
    Field(std::string_view k, const char* v) : key(k), value(v) {}
    Field(std::string_view k, const std::string& v) : key(k), value(v) {}
    Field(std::string_view k, Duration d);
    Field(std::string_view k, std::integral auto v) : key(k), value(std::to_string(v)) {}

    std::string_view key;
    std::string value;
};

using Fields = std::initializer_list<Field>;

enum class Format { terminal, systemd };

// Lines below `level` are not written. Called once at start and again on reload; before it, `info` to the terminal.
void configure(Level level, Format format);

// From now on a thread of its own writes the lines. At most kMostWaiting of them wait for it; each further one takes
// the place of the oldest, and the next line says how many were lost. Called at most once. Errors: no thread can be
// started.
inline constexpr size_t kMostWaiting = 1024;
Result<void> writeInBackground();
// Lines that found no room.
uint64_t lost();
// Waits at most so long until all lines are written. If that returns false, the thread hangs in a write, and the
// process can end only by _Exit().
bool drain(Duration at_most);

void write(Level level, std::string_view event, Fields fields);
inline void debug(std::string_view event, Fields fields = {}) {
    write(Level::debug, event, fields);
}
inline void info(std::string_view event, Fields fields = {}) {
    write(Level::info, event, fields);
}
inline void warning(std::string_view event, Fields fields = {}) {
    write(Level::warning, event, fields);
}
inline void error(std::string_view event, Fields fields = {}) {
    write(Level::error, event, fields);
}

}  // namespace snmpolld::log
