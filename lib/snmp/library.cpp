// initLibrary: Net-SNMP for a worker. Its log comes to us, at most ten lines a second. init_snmp() is not called: what it
// sets up (config files, MIBs, an engine ID of its own, all of OpenSSL's algorithms) no function needs that a worker uses.

#include <string>
#include <utility>

#include "base/clock.hpp"
#include "snmp/engine.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

// Nothing owns Net-SNMP's log callback, so this lives as long as the library, which is never shut down.
class LogTap {
  public:
    void open(std::function<void(std::string_view)> log_line) { log_line_ = std::move(log_line); }

    void line(std::string_view text) {
        if (!log_line_) return;
        const MonoTime now = monoNow();
        if (now - window_ >= std::chrono::seconds(1)) startWindow(now);
        if (++lines_ > kLinesPerSecond) return;
        while (text.ends_with('\n'))
            text.remove_suffix(1);
        log_line_(text);
    }

  private:
    static constexpr unsigned kLinesPerSecond = 10;

    void startWindow(MonoTime now) {
        if (lines_ > kLinesPerSecond)
            log_line_(std::to_string(lines_ - kLinesPerSecond) + " further lines of Net-SNMP were left out");
        window_ = now;
        lines_ = 0;
    }

    std::function<void(std::string_view)> log_line_;
    MonoTime window_{};
    unsigned lines_ = 0;
};

LogTap& tap() {
    static LogTap* const instance = new LogTap;
    return *instance;
}

int onLog(int, int, void* message, void*) noexcept {
    const auto* m = static_cast<const snmp_log_message*>(message);
    if (m != nullptr && m->msg != nullptr) tap().line(m->msg);
    return 0;
}

}  // namespace

void initLibrary(std::function<void(std::string_view)> log_line) {
    snmp_disable_stderrlog();
    snmp_register_callback(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, onLog, nullptr);
    snmp_enable_calllog();
    tap().open(std::move(log_line));
}

}  // namespace snmpolld::snmp
