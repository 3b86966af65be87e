#include "base/log.hpp"

#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/dup_filter_sink.h>
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
        auto folded = std::make_shared<spdlog::sinks::dup_filter_sink_st>(std::chrono::seconds(10));
        folded->add_sink(std::make_shared<spdlog::sinks::ansicolor_stderr_sink_st>());
        spdlog::logger made("snmpolld", folded);
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

Format current_format = Format::terminal;

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

}  // namespace

Field::Field(std::string_view k, Duration d) : key(k), value(formatDuration(d)) {}

void configure(Level level, Format format) {
    current_format = format;
    logger().set_level(toSpdlog(level));
    if (format == Format::systemd) logger().set_pattern("%v");
}

void write(Level level, std::string_view event, Fields fields) {
    if (!logger().should_log(toSpdlog(level))) return;
    std::string line(current_format == Format::systemd ? priorityPrefix(level) : "");
    line.append("event=").append(event);
    for (const Field& field : fields) {
        line.append(" ").append(field.key).append("=");
        appendValue(line, field.value);
    }
    logger().log(toSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace snmpolld::log
