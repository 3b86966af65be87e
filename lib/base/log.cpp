#include "base/log.hpp"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>

#include "base/duration.hpp"
#include "base/text.hpp"

namespace snmpolld::log {

namespace {

spdlog::level::level_enum toSpdlog(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

spdlog::logger& logger() {
    static spdlog::logger instance = [] {
        spdlog::logger made("snmpolld", std::make_shared<spdlog::sinks::ansicolor_stderr_sink_st>());
        made.set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v");
        made.flush_on(spdlog::level::debug);
        return made;
    }();
    return instance;
}

// sd-daemon(3) priorities, so that the journal knows a line's level.
std::string_view priorityPrefix(Level level) {
    switch (level) {
        case Level::debug:
            return "<7>";
        case Level::info:
            return "<6>";
        case Level::warning:
            return "<4>";
        case Level::error:
            return "<3>";
    }
    return "<3>";
}

constexpr Duration kFoldFor = std::chrono::seconds(10);

// The line that was written last, and how often it came again since.
struct Last {
    Level level = Level::info;
    std::string line;
    MonoTime written{};
    unsigned repeated = 0;
};

Format current_format = Format::terminal;
Last last;

void appendValue(std::string& line, const std::string& value) {
    const std::string shown = printable(value);
    if (!shown.empty() && shown.find_first_of(" \"=") == std::string::npos) {
        line += shown;
        return;
    }
    line += '"';
    for (const char c : shown)
        line.append(c == '"' ? "\\\"" : std::string_view(&c, 1));
    line += '"';
}

void put(Level level, std::string_view line) {
    std::string whole(current_format == Format::systemd ? priorityPrefix(level) : "");
    whole += line;
    logger().log(toSpdlog(level), spdlog::string_view_t(whole.data(), whole.size()));
}

bool isRepeated(Level level, const std::string& line, MonoTime now) {
    return last.level == level && last.line == line && now - last.written < kFoldFor;
}

}  // namespace

Field::Field(std::string_view k, Duration d) : key(k), value(formatDuration(d)) {}

void configure(Level level, Format format) {
    current_format = format;
    logger().set_level(toSpdlog(level));
    if (format == Format::systemd) logger().set_pattern("%v");
}

void write(Level level, std::string_view event, Fields fields) {
    if (!logger().should_log(toSpdlog(level))) return;
    std::string line = "event=";
    line += event;
    for (const Field& field : fields) {
        line.append(" ").append(field.key).append("=");
        appendValue(line, field.value);
    }
    const MonoTime now = monoNow();
    if (isRepeated(level, line, now)) {
        ++last.repeated;
        return;
    }
    if (last.repeated > 0) put(last.level, "event=repeated count=" + std::to_string(last.repeated));
    put(level, line);
    last = {level, std::move(line), now, 0};
}

}  // namespace snmpolld::log
