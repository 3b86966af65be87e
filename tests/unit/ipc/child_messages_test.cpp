#include "ipc/child_messages.hpp"

#include <doctest/doctest.h>

#include "ipc/frame.hpp"
#include "samples.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;

namespace {

std::string frameOf(const FromChild& message) {
    std::string out;
    encodeFromChild(message, out);
    return out;
}

Ready sampleReady() {
    return {.protocol = "worker", .version = 8, .pid = 4711, .details = std::string("a\0b", 3)};
}

bool refused(const Ready& ready) {
    return !decodeFromChild(payload(frameOf(ready))).has_value();
}

}  // namespace

TEST_CASE("Ready and LogLine come back") {
    const auto ready = decodeFromChild(payload(frameOf(sampleReady())));
    REQUIRE(ready.has_value());
    CHECK(std::get<Ready>(*ready).protocol == "worker");
    CHECK(std::get<Ready>(*ready).version == 8);
    CHECK(std::get<Ready>(*ready).pid == 4711);
    CHECK(std::get<Ready>(*ready).details == std::string("a\0b", 3));
    const auto line = decodeFromChild(payload(frameOf(LogLine{"read_config: no"})));
    REQUIRE(line.has_value());
    CHECK(std::get<LogLine>(*line).text == "read_config: no");
}

TEST_CASE("impossible values of Ready are refused") {
    Ready ready = sampleReady();
    ready.pid = 0;
    CHECK(refused(ready));
    ready = sampleReady();
    ready.protocol = std::string(65, 'p');
    CHECK(refused(ready));
    ready = sampleReady();
    ready.details = std::string(4097, 'd');
    CHECK(refused(ready));
}

TEST_CASE("a log line is cut at 4 KiB") {
    const auto line = decodeFromChild(payload(frameOf(LogLine{std::string(5000, '\x80')})));
    REQUIRE(line.has_value());
    CHECK(std::get<LogLine>(*line).text.size() == 4096);
}

TEST_CASE("what every child says is told apart from what only a worker says") {
    const std::string ready = frameOf(sampleReady());
    std::string silent;
    encodeFromWorker(Silent{3}, silent);
    CHECK(isFromChild(payload(ready)));
    CHECK_FALSE(isFromChild(payload(silent)));
    CHECK_FALSE(isFromChild(payload(encoded(sampleTask()))));
    CHECK_FALSE(isFromChild({}));
    CHECK_FALSE(decodeFromWorker(payload(ready)).has_value());
    CHECK_FALSE(decodeFromChild(payload(silent)).has_value());
    CHECK_FALSE(TaskDecoder().decode(payload(ready)).has_value());
}

TEST_CASE("a frame cut anywhere is refused, but for padding at its end") {
    const std::string frame = frameOf(sampleReady());
    for (size_t size = 0; size + kFrameHeader + 4 <= frame.size(); ++size)
        CHECK_FALSE(decodeFromChild(payload(frame).first(size)).has_value());
}

TEST_CASE("another protocol or another version of it is named") {
    CHECK(checkProtocol(sampleReady(), {"worker", 8}).has_value());
    const auto version = checkProtocol(sampleReady(), {"worker", 9});
    REQUIRE_FALSE(version.has_value());
    CHECK(version.error().message == "it speaks protocol worker 8, not protocol worker 9");
    CHECK_FALSE(checkProtocol(sampleReady(), {"writer", 8}).has_value());
}
