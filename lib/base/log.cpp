#include "base/log.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

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

class StderrSink : public spdlog::sinks::ansicolor_stderr_sink_mt {
  public:
    void log(const spdlog::details::log_msg& line) override {
        spdlog::sinks::ansicolor_stderr_sink_mt::ansicolor_sink::log(line);
        flush();
        ++written_;
    }
    uint64_t written() const { return written_; }

  private:
    std::atomic<uint64_t> written_{0};
};

// What writes the log. It lives as long as the process, so that a thread that hangs in a write holds up no exit.
struct Writer {
    std::shared_ptr<StderrSink> sink = std::make_shared<StderrSink>();
    std::shared_ptr<spdlog::details::thread_pool> background{};  // null: lines are written at once
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>("snmpolld", sink);
    uint64_t given = 0;
    uint64_t lost_said = 0;
};

Writer& writer() {
    static Writer& instance = *[] {
        auto made = std::make_unique<Writer>();
        made->logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v");
        return made.release();
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

// Several threads may log: the loop's, and the one that reads a config.
std::mutex mutex;
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
    ++writer().given;
    writer().logger->log(toSpdlog(level), spdlog::string_view_t(whole.data(), whole.size()));
}

// Once there is room again.
void sayLost() {
    Writer& log = writer();
    const uint64_t now_lost = lost();
    if (now_lost == log.lost_said || log.background->queue_size() > kMostWaiting / 2) return;
    put(Level::warning, "event=log_lines_lost count=" + std::to_string(now_lost - log.lost_said));
    log.lost_said = now_lost;
}

bool isRepeated(Level level, const std::string& line, MonoTime now) {
    return last.level == level && last.line == line && now - last.written < kFoldFor;
}

}  // namespace

Field::Field(std::string_view k, Duration d) : key(k), value(formatDuration(d)) {}

void configure(Level level, Format format) {
    const std::scoped_lock lock(mutex);
    spdlog::logger& logger = *writer().logger;
    logger.set_level(toSpdlog(level));
    if (std::exchange(current_format, format) != format && format == Format::systemd) logger.set_pattern("%v");
}

Result<void> writeInBackground() {
    Writer& log = writer();
    try {
        log.background = std::make_shared<spdlog::details::thread_pool>(kMostWaiting, 1);
    } catch (const std::system_error& error) {
        return systemError("start a thread for the log", error.code().value());
    }
    auto logger = std::make_shared<spdlog::async_logger>("snmpolld", log.sink, log.background,
                                                         spdlog::async_overflow_policy::overrun_oldest);
    logger->set_level(log.logger->level());
    log.logger = std::move(logger);
    return {};
}

uint64_t lost() {
    return writer().background ? writer().background->overrun_counter() : 0;
}

bool drain(Duration at_most) {
    const Writer& log = writer();
    const auto isWritten = [&] {
        const std::scoped_lock lock(mutex);
        return log.sink->written() + lost() >= log.given;
    };
    const MonoTime end = monoNow() + at_most;
    while (!isWritten() && monoNow() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return isWritten();
}

void write(Level level, std::string_view event, Fields fields) {
    if (!writer().logger->should_log(toSpdlog(level))) return;
    std::string line = "event=";
    line += event;
    for (const Field& field : fields) {
        line.append(" ").append(field.key).append("=");
        appendValue(line, field.value);
    }
    const MonoTime now = monoNow();
    const std::scoped_lock lock(mutex);
    sayLost();
    if (isRepeated(level, line, now)) {
        ++last.repeated;
        return;
    }
    if (last.repeated > 0) put(last.level, "event=repeated count=" + std::to_string(last.repeated));
    put(level, line);
    last = {level, std::move(line), now, 0};
}

}  // namespace snmpolld::log
