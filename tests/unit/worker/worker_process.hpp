// A real worker executable on a socketpair, as the supervisor would start it.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <deque>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"
#include "base/unique_fd.hpp"
#include "ipc/framer.hpp"
#include "ipc/worker_codec.hpp"
#include "snmp/localise.hpp"

namespace snmpolld::worker {

// What a worker says: as every child does, or as only workers do.
using Message = std::variant<ipc::Ready, ipc::LogLine, ipc::Silent, ipc::Dropped, model::HostRecord, model::KeyWanted>;

class WorkerProcess {
  public:
    WorkerProcess() {
        int fds[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
        channel_.reset(fds[0]);
        UniqueFd theirs(fds[1]);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) becomeWorker(theirs.get());
    }
    WorkerProcess(const WorkerProcess&) = delete;
    ~WorkerProcess() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        waitStatus();
    }

    pid_t pid() const { return pid_; }
    void closeChannel() { channel_.reset(); }

    void send(std::string_view bytes) {
        REQUIRE(::send(channel_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    }
    void send(const model::PollTask& task) {
        std::string out;
        ipc::TaskEncoder().encode(task, out);
        send(out);
    }

    // The next message; nullopt at the end of the channel or after 20 s of silence.
    std::optional<Message> next() {
        while (messages_.empty())
            if (!readSome()) return std::nullopt;
        auto message = std::move(messages_.front());
        messages_.pop_front();
        return message;
    }

    // The next message of that kind; others are passed over.
    template <typename T>
    T nextOf() {
        while (auto message = next())
            if (auto* wanted = std::get_if<T>(&*message)) return std::move(*wanted);
        FAIL("the worker said nothing of that kind");
        return {};
    }

    // Answers the worker's questions for keys as the supervisor does.
    model::HostRecord poll(const model::PollTask& task) {
        send(task);
        while (auto message = next()) {
            if (auto* record = std::get_if<model::HostRecord>(&*message)) return std::move(*record);
            if (auto* wanted = std::get_if<model::KeyWanted>(&*message)) answer(*wanted, *task.credentials);
        }
        FAIL("the worker gave no record");
        return {};
    }
    void answer(const model::KeyWanted& wanted, const model::Credentials& credentials) {
        snmp::UsmCrypto crypto;
        std::string out;
        ipc::encodeKeyAnswer(
            {.task_id = wanted.task_id, .keys = snmp::localKeys(credentials, wanted.engine_id, crypto)}, out);
        send(out);
    }

    // As waitpid() gives it; blocks until the worker has ended.
    int waitStatus() {
        int status = 0;
        REQUIRE(::waitpid(pid_, &status, 0) == pid_);
        pid_ = -1;
        return status;
    }
    int exitStatus() {
        const int status = waitStatus();
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

    // A line of /proc/PID/status: procStatus("Seccomp") -> "2".
    std::string procStatus(std::string_view key) const {
        std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
        for (std::string line; std::getline(file, line);)
            if (line.starts_with(std::string(key) + ":"))
                return line.substr(line.find_first_not_of(" \t", key.size() + 1));
        return "";
    }

  private:
    [[noreturn]] static void becomeWorker(int channel) {
        constexpr int kChannel = 3;
        if (channel == kChannel)
            ::fcntl(channel, F_SETFD, 0);
        else
            ::dup2(channel, kChannel);
        ::execl(SNMPOLLD_WORKER, "snmpolld-worker", nullptr);
        ::_exit(127);
    }

    bool readSome() {
        pollfd ready{channel_.get(), POLLIN, 0};
        if (::poll(&ready, 1, 20'000) <= 0) return false;
        std::byte buffer[16384];
        const ssize_t got = ::read(channel_.get(), buffer, sizeof buffer);
        if (got <= 0) return false;
        const auto fed =
            framer_.feed(std::span(buffer).first(static_cast<size_t>(got)), [this](std::span<const std::byte> frame) {
                return ipc::isFromChild(frame) ? keep(ipc::decodeFromChild(frame)) : keep(ipc::decodeFromWorker(frame));
            });
        CHECK(fed.has_value());
        return fed.has_value();
    }

    template <typename Decoded>
    Result<void> keep(Result<Decoded> decoded) {
        if (!decoded) return tl::unexpected(decoded.error());
        std::visit([this](auto& message) { messages_.push_back(std::move(message)); }, *decoded);
        return {};
    }

    UniqueFd channel_;
    pid_t pid_ = -1;
    ipc::Framer framer_;
    std::deque<Message> messages_;
};

}  // namespace snmpolld::worker
