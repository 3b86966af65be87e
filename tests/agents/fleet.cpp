// fleet: a device on every address of 127.0.0.0/8, one UDP port, for tests and benchmarks (fleet_mib.hpp says what they
// have, fleet_shares.hpp which of them are not well, fleet_options.cpp what can be asked for). A million devices cost
// no more than one: nothing is kept for any. Prints "port N" when it is ready and one line of JSON with what it did and
// what it cost at SIGUSR1 and at its end.
#include <poll.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <random>
#include <unordered_map>

#include "fleet_options.hpp"
#include "fleet_usm.hpp"
#include "fleet_waiting.hpp"

namespace {

using namespace snmpolld::agents;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookAround{50};
constexpr uint32_t kUpBefore = 100'000;  // hundredths of a second that a device has run before the fleet began, at most

volatile std::sig_atomic_t stop_requested = 0;
volatile std::sig_atomic_t statistics_requested = 0;

struct Counts {
    uint64_t requests = 0;
    uint64_t silent = 0;     // asked of dead devices
    uint64_t lost = 0;       // answers of lossy devices
    uint64_t limited = 0;    // above the limit of a limited device
    uint64_t malformed = 0;  // no request
    std::array<uint64_t, 4> versions{};
};

class Fleet {
  public:
    explicit Fleet(const FleetOptions& options);

    bool open() { return socket_.open(options_.port); }
    uint16_t port() const { return socket_.port(); }
    void run();
    void printStatistics() const;

  private:
    void answerBatch();
    void answerOne(const FleetDatagram& request, uint32_t ticks);
    bool isUnheard(FleetKind kind, const FleetDatagram& request, uint32_t ticks);
    bool isAboveLimit(uint32_t address, uint32_t second);
    Bytes answerOf(const FleetDevice& device, Bytes message, size_t most, FleetWriter& out);
    bool isLost() { return std::uniform_real_distribution<>(0, 100)(random_) < options_.loss_percent; }
    void waitUntilDue();
    bool lookAround();

    FleetOptions options_;
    FleetSocket socket_;
    FleetAgent agent_;
    FleetUsm usm_;
    FleetWaiting waiting_;
    Counts counts_;
    std::mt19937 random_;
    std::unordered_map<uint32_t, uint32_t> asked_;  // of limited devices, in this second
    uint32_t second_ = 0;
    Clock::time_point start_ = Clock::now();
    Clock::time_point looked_ = start_;
};

Fleet::Fleet(const FleetOptions& options)
    : options_(options), agent_(options.interfaces), usm_(options.boots), random_(options.seed) {
    for (const auto& user : options.users)
        usm_.add(user);
    usm_.setTwins(options.twins_percent);
}

bool Fleet::isAboveLimit(uint32_t address, uint32_t second) {
    if (second != second_) asked_.clear();
    second_ = second;
    return ++asked_[address] > options_.limit;
}

bool Fleet::isUnheard(FleetKind kind, const FleetDatagram& request, uint32_t ticks) {
    if (kind == FleetKind::dead) {
        ++counts_.silent;
        return true;
    }
    if (kind == FleetKind::limited && isAboveLimit(request.asked, ticks / 100)) {
        ++counts_.limited;
        return true;
    }
    return false;
}

Bytes Fleet::answerOf(const FleetDevice& device, Bytes message, size_t most, FleetWriter& out) {
    Bytes rest = message, inside = takeTlv(rest).content;
    const FleetTlv version = takeTlv(inside);
    if (version.content.size() != 1 || version.content[0] >= counts_.versions.size()) return {};
    ++counts_.versions[version.content[0]];
    if (version.content[0] == kV3) return usm_.answer(device, message, most, agent_, out);
    return agent_.answerCommunity(device, message, most, out);
}

void Fleet::answerOne(const FleetDatagram& request, uint32_t ticks) {
    if (request.asked >> 24 != 127) return;
    ++counts_.requests;
    const FleetKind kind = options_.shares.of(request.asked);
    if (isUnheard(kind, request, ticks)) return;
    FleetWriter out(socket_.room());
    const size_t most = kind == FleetKind::too_big ? options_.short_message : options_.max_message;
    const Bytes answer = answerOf({request.asked, ticks + options_.up * 100 + request.asked % kUpBefore}, request.bytes, most, out);
    const bool slow = kind == FleetKind::slow;
    const auto delay = options_.delay + (slow ? options_.slow_delay : std::chrono::milliseconds{0});
    if (answer.empty()) {
        ++counts_.malformed;
    } else if (kind == FleetKind::lossy && isLost()) {
        ++counts_.lost;
    } else if (delay.count() > 0) {
        waiting_.add(slow ? 1 : 0, Clock::now() + delay, request, answer);
    } else {
        socket_.queue(request.peer, request.asked, answer);
    }
}

void Fleet::answerBatch() {
    const size_t received = socket_.receive(waiting_.empty());
    if (received == 0) return;
    const auto up = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_);
    for (size_t i = 0; i < received; ++i)
        answerOne(socket_.datagram(i), static_cast<uint32_t>(up.count() / 10));
    socket_.flush();
}

void Fleet::waitUntilDue() {
    const auto left = std::chrono::nanoseconds(waiting_.next() - Clock::now()).count();
    const timespec until = left > 0 ? timespec{left / 1'000'000'000, left % 1'000'000'000} : timespec{};
    pollfd fd{socket_.fd(), POLLIN, 0};
    ppoll(&fd, 1, &until, nullptr);
}

bool inputEnded() {
    pollfd fd{STDIN_FILENO, POLLIN, 0};
    std::array<char, 64> ignored;
    return poll(&fd, 1, 0) > 0 && read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0;
}

// False: the end.
bool Fleet::lookAround() {
    if (Clock::now() - looked_ < kLookAround) return true;
    looked_ = Clock::now();
    if (statistics_requested) printStatistics();
    statistics_requested = 0;
    return !inputEnded();
}

// One system call to read and one to answer as long as no answer has to wait; everything else is looked at from time to
// time.
void Fleet::run() {
    while (!stop_requested && lookAround()) {
        if (!waiting_.empty()) waitUntilDue();
        answerBatch();
        if (!waiting_.empty()) waiting_.sendDue(Clock::now(), socket_);
    }
}

double micros(const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
}

void print(const char* name, uint64_t value) {
    std::printf("\"%s\":%llu,", name, static_cast<unsigned long long>(value));
}

void printReports(const std::map<std::string, uint64_t>& reports) {
    std::printf("\"reports\":{");
    const char* comma = "";
    for (const auto& [reason, count] : reports) {
        std::printf("%s\"%s\":%llu", comma, reason.c_str(), static_cast<unsigned long long>(count));
        comma = ",";
    }
    std::printf("},");
}

void printCost(uint64_t requests) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double user = micros(usage.ru_utime), cpu = user + micros(usage.ru_stime);
    const double each = requests > 0 ? static_cast<double>(requests) : 1.0;
    std::printf("\"cpu_us\":%.0f,\"cpu_us_per_request\":%.2f,\"user_us_per_request\":%.2f,\"peak_kb\":%ld}\n", cpu,
                cpu / each, user / each, usage.ru_maxrss);
    std::fflush(stdout);
}

void Fleet::printStatistics() const {
    std::printf("{");
    print("requests", counts_.requests);
    print("answers", socket_.sent());
    print("silent", counts_.silent);
    print("lost", counts_.lost);
    print("limited", counts_.limited);
    print("too_big", agent_.counts().too_big);
    print("malformed", counts_.malformed);
    print("unsent", socket_.unsent());
    print("dropped", socket_.dropped());
    print("get", agent_.counts().get);
    print("getnext", agent_.counts().getnext);
    print("getbulk", agent_.counts().getbulk);
    print("varbinds", agent_.counts().varbinds);
    print("v1", counts_.versions[kV1]);
    print("v2c", counts_.versions[kV2c]);
    print("v3", counts_.versions[kV3]);
    printReports(usm_.reports());
    printCost(counts_.requests);
}

void onSignals() {
    struct sigaction action {};
    action.sa_handler = [](int) { stop_requested = 1; };
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
    action.sa_handler = [](int) { statistics_requested = 1; };
    sigaction(SIGUSR1, &action, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
    Fleet fleet(readFleetOptions(argc, argv));
    onSignals();
    if (!fleet.open()) {
        std::perror("fleet: no port");
        return 1;
    }
    std::printf("port %u\n", static_cast<unsigned>(fleet.port()));
    std::fflush(stdout);
    fleet.run();
    fleet.printStatistics();
    return 0;
}
