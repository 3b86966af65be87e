// fleet: thousands of well-behaved devices on 127.0.0.0/8 for benchmarks, one UDP port, v1 and v2c GET
// (fleet_device.hpp). Prints "port N" when it is ready and one line of JSON with its own cost at its end; ends with its
// standard input or SIGTERM.
#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "fleet_device.hpp"

namespace {

using namespace snmpolld::agents;
using Clock = std::chrono::steady_clock;

constexpr size_t kBatch = 128;
constexpr size_t kRequestBytes = 4096;
constexpr size_t kAnswerBytes = 32768;
constexpr int kBufferBytes = 64 << 20;
constexpr std::chrono::milliseconds kLookAround{50};

volatile std::sig_atomic_t stop_requested = 0;

struct Options {
    uint16_t port = 0;
    unsigned interfaces = 48;
    double dead_percent = 0;
    std::chrono::milliseconds delay{0};
};

struct Counts {
    uint64_t requests = 0;
    uint64_t answers = 0;
    uint64_t silent = 0;     // asked of dead devices
    uint64_t malformed = 0;  // no v1 or v2c GET, or an answer that is too large
    uint64_t unsent = 0;
};

// Room for one batch of datagrams with the addresses that they came to; answers leave from the same room.
struct Batch {
    Batch();

    uint32_t asked(size_t i) const;
    // To be called before each receive: the kernel has shortened the lengths.
    void reset();

    std::array<mmsghdr, kBatch> messages{};
    std::array<iovec, kBatch> parts{};
    std::array<sockaddr_in, kBatch> peers{};
    struct Control {
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in_pktinfo))> bytes;
    };
    std::array<Control, kBatch> controls{};
    std::array<std::array<uint8_t, kRequestBytes>, kBatch> requests;
    std::array<std::array<uint8_t, kAnswerBytes>, kBatch> answers;
};

Batch::Batch() {
    for (size_t i = 0; i < kBatch; ++i) {
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = &peers[i];
        messages[i].msg_hdr.msg_control = controls[i].bytes.data();
    }
}

void Batch::reset() {
    for (size_t i = 0; i < kBatch; ++i) {
        parts[i] = {requests[i].data(), kRequestBytes};
        messages[i].msg_hdr.msg_namelen = sizeof(sockaddr_in);
        messages[i].msg_hdr.msg_controllen = sizeof controls[i].bytes;
    }
}

uint32_t Batch::asked(size_t i) const {
    in_pktinfo info{};
    const cmsghdr* c = CMSG_FIRSTHDR(&messages[i].msg_hdr);
    if (c != nullptr && c->cmsg_type == IP_PKTINFO) std::memcpy(&info, CMSG_DATA(c), sizeof info);
    return ntohl(info.ipi_addr.s_addr);
}

// An answer that waits for its time.
struct Waiting {
    Clock::time_point due;
    sockaddr_in peer;
    uint32_t source;
    std::string bytes;
};

class Fleet {
  public:
    explicit Fleet(const Options& options) : options_(options) {}

    bool open();
    uint16_t port() const { return options_.port; }
    void run();
    void printStatistics() const;

  private:
    void answerBatch();
    void answerOne(size_t i, uint32_t ticks);
    void queue(size_t from, uint32_t source, std::span<const uint8_t> answer);
    void flush();
    void sendDue();
    void waitUntilDue();

    Options options_;
    snmpolld::UniqueFd socket_;
    Counts counts_;
    std::unique_ptr<Batch> in_ = std::make_unique<Batch>();
    std::unique_ptr<Batch> out_ = std::make_unique<Batch>();
    size_t queued_ = 0;
    std::deque<Waiting> waiting_;
    Clock::time_point start_ = Clock::now();
};

bool Fleet::open() {
    socket_.reset(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    setsockopt(socket_.get(), IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    for (const int name : {SO_RCVBUF, SO_SNDBUF, SO_RCVBUFFORCE, SO_SNDBUFFORCE}) {
        setsockopt(socket_.get(), SOL_SOCKET, name, &kBufferBytes, sizeof kBufferBytes);
    }
    const timeval look_around{0, std::chrono::microseconds(kLookAround).count()};
    setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &look_around, sizeof look_around);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options_.port);
    if (bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
    socklen_t size = sizeof address;
    getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    options_.port = ntohs(address.sin_port);
    return true;
}

void Fleet::queue(size_t from, uint32_t source, std::span<const uint8_t> answer) {
    const size_t i = queued_++;
    out_->parts[i] = {const_cast<uint8_t*>(answer.data()), answer.size()};
    out_->peers[i] = in_->peers[from];
    msghdr& header = out_->messages[i].msg_hdr;
    header.msg_namelen = sizeof(sockaddr_in);
    header.msg_controllen = sizeof out_->controls[i].bytes;
    cmsghdr* c = CMSG_FIRSTHDR(&header);
    c->cmsg_level = IPPROTO_IP;
    c->cmsg_type = IP_PKTINFO;
    c->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
    in_pktinfo info{};
    info.ipi_spec_dst.s_addr = htonl(source);
    std::memcpy(CMSG_DATA(c), &info, sizeof info);
}

void Fleet::flush() {
    for (size_t done = 0; done < queued_;) {
        const int sent = sendmmsg(socket_.get(), &out_->messages[done], static_cast<unsigned>(queued_ - done), 0);
        counts_.answers += sent > 0 ? static_cast<uint64_t>(sent) : 0;
        counts_.unsent += sent > 0 ? 0 : 1;
        done += sent > 0 ? static_cast<size_t>(sent) : 1;
    }
    queued_ = 0;
}

void Fleet::answerOne(size_t i, uint32_t ticks) {
    const uint32_t address = in_->asked(i);
    if (address >> 24 != 127) return;
    ++counts_.requests;
    if (isDead(address, options_.dead_percent)) {
        ++counts_.silent;
        return;
    }
    const FleetDevice device{address, ticks + address % 100'000, options_.interfaces};
    const auto answer = answerGet(device, {in_->requests[i].data(), in_->messages[i].msg_len}, out_->answers[i]);
    if (answer.empty()) {
        ++counts_.malformed;
    } else if (options_.delay.count() > 0) {
        waiting_.push_back({Clock::now() + options_.delay, in_->peers[i], address, {answer.begin(), answer.end()}});
    } else {
        queue(i, address, answer);
    }
}

void Fleet::answerBatch() {
    in_->reset();
    const int flags = waiting_.empty() ? MSG_WAITFORONE : MSG_DONTWAIT;
    const int received = recvmmsg(socket_.get(), in_->messages.data(), kBatch, flags, nullptr);
    if (received <= 0) return;
    const auto up = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_);
    for (size_t i = 0; i < static_cast<size_t>(received); ++i)
        answerOne(i, static_cast<uint32_t>(up.count() / 10));
    flush();
}

void Fleet::sendDue() {
    const auto now = Clock::now();
    while (!waiting_.empty() && waiting_.front().due <= now) {
        std::vector<std::string> kept;  // the bytes must outlive the flush
        kept.reserve(kBatch);
        while (queued_ < kBatch && !waiting_.empty() && waiting_.front().due <= now) {
            Waiting& first = waiting_.front();
            kept.push_back(std::move(first.bytes));
            const auto* bytes = reinterpret_cast<const uint8_t*>(kept.back().data());
            in_->peers[0] = first.peer;
            queue(0, first.source, {bytes, kept.back().size()});
            waiting_.pop_front();
        }
        flush();
    }
}

void Fleet::waitUntilDue() {
    const auto left = std::chrono::nanoseconds(waiting_.front().due - Clock::now()).count();
    const timespec until = left > 0 ? timespec{left / 1'000'000'000, left % 1'000'000'000} : timespec{};
    pollfd fd{socket_.get(), POLLIN, 0};
    ppoll(&fd, 1, &until, nullptr);
}

bool inputEnded() {
    pollfd fd{STDIN_FILENO, POLLIN, 0};
    std::array<char, 64> ignored;
    return poll(&fd, 1, 0) > 0 && read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0;
}

// One system call to read and one to answer as long as no answer has to wait; everything else is looked at from time to
// time.
void Fleet::run() {
    auto looked = Clock::now();
    while (!stop_requested) {
        if (!waiting_.empty()) waitUntilDue();
        answerBatch();
        if (!waiting_.empty()) sendDue();
        if (Clock::now() - looked < kLookAround) continue;
        if (inputEnded()) return;
        looked = Clock::now();
    }
}

void Fleet::printStatistics() const {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto micros = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
    };
    const double user = micros(usage.ru_utime);
    const double cpu = user + micros(usage.ru_stime);
    const auto count = [](uint64_t value) { return static_cast<unsigned long long>(value); };
    const double requests = counts_.requests > 0 ? static_cast<double>(counts_.requests) : 1.0;
    std::printf("{\"requests\":%llu,\"answers\":%llu,\"silent\":%llu,\"malformed\":%llu,\"unsent\":%llu,",
                count(counts_.requests), count(counts_.answers), count(counts_.silent), count(counts_.malformed),
                count(counts_.unsent));
    std::printf("\"cpu_us\":%.0f,\"cpu_us_per_request\":%.2f,\"user_us_per_request\":%.2f}\n", cpu, cpu / requests,
                user / requests);
}

[[noreturn]] void refuse() {
    std::fputs("usage: fleet [--port N] [--interfaces N] [--dead PERCENT] [--delay MS]\n", stderr);
    std::exit(2);
}

Options readOptions(int argc, char** argv) {
    const option names[] = {{"port", required_argument, nullptr, 'p'},
                            {"interfaces", required_argument, nullptr, 'i'},
                            {"dead", required_argument, nullptr, 'd'},
                            {"delay", required_argument, nullptr, 'w'},
                            {nullptr, 0, nullptr, 0}};
    Options options;
    for (int letter = 0; (letter = getopt_long(argc, argv, "", names, nullptr)) != -1;) {
        if (letter == 'p') options.port = static_cast<uint16_t>(std::atoi(optarg));
        if (letter == 'i') options.interfaces = static_cast<unsigned>(std::atoi(optarg));
        if (letter == 'd') options.dead_percent = std::atof(optarg);
        if (letter == 'w') options.delay = std::chrono::milliseconds(std::atoi(optarg));
        if (letter == '?') refuse();
    }
    if (optind < argc) refuse();
    return options;
}

void stopOnSignals() {
    struct sigaction action {};
    action.sa_handler = [](int) { stop_requested = 1; };
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
    Fleet fleet(readOptions(argc, argv));
    stopOnSignals();
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
