// initLibrary: Net-SNMP for a worker. Everything that reads or writes files is turned off before init_snmp runs; its
// log comes to us, at most ten lines a second.

#include <cstdlib>
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

void turnOff(int option) {
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, option, 1);
}

// Nothing can be created below this path, not even by root.
constexpr const char* kNowhere = "/dev/null/snmp";

}  // namespace

void initLibrary(std::function<void(std::string_view)> log_line) {
    ::setenv("MIBS", "", 1);
    ::setenv("MIBDIRS", "", 1);
    ::setenv("SNMP_PERSISTENT_DIR", kNowhere, 1);
    ::setenv("SNMPCONFPATH", kNowhere, 1);
    snmp_disable_stderrlog();
    snmp_register_callback(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, onLog, nullptr);
    snmp_enable_calllog();
    turnOff(NETSNMP_DS_LIB_DONT_READ_CONFIGS);
    turnOff(NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD);
    turnOff(NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE);
    turnOff(NETSNMP_DS_LIB_DONT_PERSIST_STATE);
    init_snmp("snmpolld-worker");
    tap().open(std::move(log_line));  // what it says about directories that are missing on purpose is of no interest
}

}  // namespace snmpolld::snmp
