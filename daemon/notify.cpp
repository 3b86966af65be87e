#include "notify.hpp"

#include <cstdlib>

#ifdef __linux__
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>

#include "base/log.hpp"
#include "base/unique_fd.hpp"
#endif

namespace snmpolld::daemon {

#ifdef __linux__

namespace {

constexpr int kPatienceMs = 50;

struct Destination {
    sockaddr_un address{};
    socklen_t size = 0;
};

// A path, or with @ in front the name of an abstract socket. nullopt: there is no manager, or not one that we can
// reach.
std::optional<Destination> destination() {
    const char* name = std::getenv("NOTIFY_SOCKET");
    if (name == nullptr || (name[0] != '/' && name[0] != '@')) return std::nullopt;
    Destination to;
    const size_t length = std::strlen(name);
    if (length >= sizeof to.address.sun_path) return std::nullopt;
    to.address.sun_family = AF_UNIX;
    std::copy_n(name, length, to.address.sun_path);
    if (name[0] == '@') to.address.sun_path[0] = '\0';
    to.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    return to;
}

// Returns an errno, 0 if it is sent.
int send(std::string_view message, const Destination& to, int patience_ms) {
    const UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return errno;
    const auto* address = reinterpret_cast<const sockaddr*>(&to.address);
    if (::connect(fd.get(), address, to.size) != 0) return errno;
    pollfd room{fd.get(), POLLOUT, 0};
    if (patience_ms > 0) ::poll(&room, 1, patience_ms);
    return ::send(fd.get(), message.data(), message.size(), MSG_NOSIGNAL) < 0 ? errno : 0;
}

void notify(std::string_view message, int patience_ms = kPatienceMs) {
    const auto to = destination();
    if (!to) return;
    if (const int error = send(message, *to, patience_ms); error != 0)
        log::warning("notify_failed",
                     {{"message", message.substr(0, message.find('\n'))}, {"error", std::strerror(error)}});
}

// nullopt: not set, or no number.
std::optional<uint64_t> number(const char* variable) {
    const char* text = std::getenv(variable);
    if (text == nullptr) return std::nullopt;
    uint64_t out = 0;
    const char* const end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, out);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return out;
}

}  // namespace

void notifyReady(const std::string& status) {
    notify("READY=1\nSTATUS=" + status);
}

void notifyReloading() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    notify("RELOADING=1\nMONOTONIC_USEC=" +
           std::to_string(static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000));
}

void notifyStopping() {
    notify("STOPPING=1");
}

// The next one comes soon enough.
void notifyWatchdog() {
    notify("WATCHDOG=1", 0);
}

Duration watchdogPeriod() {
    const auto microseconds = number("WATCHDOG_USEC");
    if (!microseconds || *microseconds > INT64_MAX / 1000) return Duration::zero();
    const char* const whose = std::getenv("WATCHDOG_PID");
    if (whose != nullptr && number("WATCHDOG_PID") != static_cast<uint64_t>(::getpid())) return Duration::zero();
    return std::chrono::microseconds(*microseconds / 2);
}

#else

void notifyReady(const std::string&) {}
void notifyReloading() {}
void notifyStopping() {}
void notifyWatchdog() {}
Duration watchdogPeriod() {
    return Duration::zero();
}

#endif

bool journalListens() {
    return std::getenv("JOURNAL_STREAM") != nullptr;
}

}  // namespace snmpolld::daemon
