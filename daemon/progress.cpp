#include "progress.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "model/host_record.hpp"

namespace snmpolld::daemon {

namespace {

using model::Status;

std::string shortTime(double seconds) {
    char text[40];
    if (seconds < 90)
        std::snprintf(text, sizeof text, "%.0fs", seconds);
    else if (seconds < 5400)
        std::snprintf(text, sizeof text, "%.0fm", seconds / 60);
    else
        std::snprintf(text, sizeof text, "%.1fh", seconds / 3600);
    return text;
}

}  // namespace

std::string progressText(const supervisor::Ledger& ledger, uint64_t total, Duration elapsed) {
    const uint64_t done = ledger.ended();
    const double rate = static_cast<double>(done) / std::max(0.001, toSeconds(elapsed));
    char text[160];
    std::snprintf(text, sizeof text, "%" PRIu64 "/%" PRIu64 " %.0f%% %.0f/s ok %" PRIu64 " failed %" PRIu64, done,
                  total, 100.0 * static_cast<double>(done) / static_cast<double>(std::max<uint64_t>(total, 1)), rate,
                  ledger.count(Status::ok), done - ledger.count(Status::ok));
    if (rate <= 0 || done >= total) return text;
    return std::string(text) + " ETA " + shortTime(static_cast<double>(total - done) / rate);
}

void Progress::draw(const supervisor::Ledger& ledger, MonoTime now) {
    if (!shown_) return;
    std::fprintf(stderr, "\r%s\033[K\r", progressText(ledger, total_, now - start_).c_str());
    drawn_ = true;
}

void Progress::clear() {
    if (drawn_) std::fputs("\r\033[K", stderr);
    drawn_ = false;
}

void Progress::summary(const supervisor::Ledger& ledger, MonoTime now, bool interrupted) {
    clear();
    const double seconds = toSeconds(now - start_);
    std::fprintf(stderr, "%s%" PRIu64 " of %" PRIu64 " hosts in %.1fs", interrupted ? "interrupted: " : "",
                 ledger.ended(), total_, seconds);
    const char* separator = ": ";
    for (uint8_t i = 0; i < model::kStatusCount; ++i) {
        const auto status = static_cast<Status>(i);
        if (ledger.count(status) == 0) continue;
        std::fprintf(stderr, "%s%" PRIu64 " %s", separator, ledger.count(status),
                     std::string(statusName(status)).c_str());
        separator = ", ";
    }
    std::fputc('\n', stderr);
}

}  // namespace snmpolld::daemon
