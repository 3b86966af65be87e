#include "ipc/channel.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include <thread>

#include "samples.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;

namespace {

struct Ends {
    UniqueFd supervisor;
    Channel worker;
};

Ends connected() {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    return {UniqueFd(fds[0]), Channel(UniqueFd(fds[1]))};
}

// Reads once, as a worker does, and appends the tasks that are complete.
Result<bool> receive(Channel& channel, std::vector<model::PollTask>& tasks) {
    return channel.receive([&](std::span<const std::byte> frame) -> Result<void> {
        auto task = TaskDecoder().decode(frame);
        if (!task) return tl::unexpected(task.error());
        tasks.push_back(std::move(*task));
        return {};
    });
}

void send(int fd, std::string_view bytes) {
    REQUIRE(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
}

// Reads until `count` messages are there.
std::vector<FromWorker> readMessages(int fd, size_t count) {
    std::vector<FromWorker> messages;
    Framer framer;
    std::vector<std::byte> buffer(1U << 16);
    while (messages.size() < count) {
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got <= 0) break;
        auto fed = framer.feed(std::span(buffer).first(static_cast<size_t>(got)), [&](auto frame) -> Result<void> {
            auto message = decodeFromWorker(frame);
            if (!message) return tl::unexpected(message.error());
            messages.push_back(std::move(*message));
            return {};
        });
        if (!fed) break;
    }
    return messages;
}

}  // namespace

TEST_CASE("tasks are received as they come, several in one read and one in several") {
    Ends ends = connected();
    std::string out;
    TaskEncoder().encode(sampleTask(), out);
    TaskEncoder().encode(sampleTask(), out);
    const size_t first = out.size() / 2 + 10;
    std::vector<model::PollTask> tasks;
    send(ends.supervisor.get(), std::string_view(out).substr(0, first));
    CHECK(receive(ends.worker, tasks).value());
    CHECK(tasks.size() == 1);
    send(ends.supervisor.get(), std::string_view(out).substr(first));
    CHECK(receive(ends.worker, tasks).value());
    CHECK(tasks.size() == 2);
    CHECK(tasks[1].id == sampleTask().id);
}

TEST_CASE("the supervisor's close is the end, not an error") {
    Ends ends = connected();
    std::vector<model::PollTask> tasks;
    ends.supervisor.reset();
    CHECK(receive(ends.worker, tasks).value() == false);
}

TEST_CASE("a frame that is no task is an error") {
    Ends ends = connected();
    std::vector<model::PollTask> tasks;
    send(ends.supervisor.get(), std::string_view("\4\0\0\0abcd", 8));
    const auto received = receive(ends.worker, tasks);
    REQUIRE_FALSE(received.has_value());
    CHECK(received.error().kind == ErrorKind::protocol);
}

TEST_CASE("a batch larger than the socket's buffer is written whole, also when the descriptor does not block") {
    Ends ends = connected();
    const int flags = ::fcntl(ends.worker.fd(), F_GETFL);
    REQUIRE(::fcntl(ends.worker.fd(), F_SETFL, flags | O_NONBLOCK) == 0);
    model::HostRecord record = sampleRecord();
    record.varbinds.assign(20, {model::Oid{1, 3}, model::Type::OctetString, std::string(60'000, 'x')});
    constexpr size_t kRecords = 3;
    std::vector<FromWorker> messages;
    std::thread reader([&] { messages = readMessages(ends.supervisor.get(), kRecords); });
    for (size_t i = 0; i < kRecords; ++i)
        encodeFromWorker(record, ends.worker.batch());
    CHECK(ends.worker.flush().has_value());
    reader.join();
    REQUIRE(messages.size() == kRecords);
    CHECK(std::get<model::HostRecord>(messages.back()).varbinds == record.varbinds);
}

TEST_CASE("a write to a supervisor that is gone is an error and no signal") {
    Ends ends = connected();
    ends.supervisor.reset();
    ends.worker.queue(LogLine{"goodbye"});
    CHECK_FALSE(ends.worker.flush().has_value());
}

TEST_CASE("a flush with nothing queued writes nothing") {
    Ends ends = connected();
    CHECK(ends.worker.flush().has_value());
    char byte = 0;
    CHECK(::recv(ends.supervisor.get(), &byte, 1, MSG_DONTWAIT) == -1);
}
