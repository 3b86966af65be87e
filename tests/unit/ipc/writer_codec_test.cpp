#include "ipc/writer_codec.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "ipc/frame.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;
using namespace std::chrono_literals;

namespace {

std::span<const std::byte> frameOf(const std::string& octets) {
    return std::as_bytes(std::span(octets)).subspan(kFrameHeader);
}

template <typename Message>
Message downAndOut(const Message& message) {
    std::string octets;
    encodeToWriter(message, octets);
    auto back = decodeToWriter(frameOf(octets));
    REQUIRE(back);
    return std::get<Message>(std::move(*back));
}

template <typename Message>
Message upAndBack(const Message& message) {
    std::string octets;
    encodeFromWriter(message, octets);
    auto back = decodeFromWriter(frameOf(octets));
    REQUIRE(back);
    return std::get<Message>(std::move(*back));
}

bool isRefused(const WriterRecord& record) {
    std::string octets;
    encodeToWriter(record, octets);
    return !decodeToWriter(frameOf(octets));
}

WriterRecord aRecord() {
    const WallTime now(1'800'000'000s + 123ms);
    return {
        .id = 7,
        .record = {.host = "sw1",
                   .address = "192.0.2.1:161",
                   .labels = {{"site", "ams"}},
                   .modules = {"if_mib", "system"},
                   .question = 2,
                   .one_of_several = true,
                   .run = "01M",
                   .seq = 42,
                   .scheduled = now - 5ms,
                   .started = now,
                   .duration = 12ms,
                   .rtt = 3ms,
                   .status = model::Status::partial,
                   .error = "no answer",
                   .requests = 4,
                   .retries = 1,
                   .missed = 0,
                   .families = {{.name = "ifInOctets", .type = model::SampleType::counter, .help = "Octets."},
                                {.name = "sysUpTime"}},
                   .label_sets = {{{"ifDescr", std::string("\0\xff", 2)}, {"ifIndex", "1"}}, {}},
                   .samples = {{.family = 0, .labels = 0, .value = 1e18}, {.family = 1, .labels = 1, .value = -0.5}}}};
}

}  // namespace

TEST_CASE("a record comes out as it went in") {
    const WriterRecord record = aRecord();
    const WriterRecord back = downAndOut(record);
    CHECK(back.id == 7);
    CHECK(back.record == record.record);
    WriterRecord never{.id = 8, .record = {.host = "dead", .status = model::Status::skipped, .missed = 3}};
    CHECK(downAndOut(never).record == never.record);
}

TEST_CASE("settings come out as they went in, secrets included") {
    const model::WriterSettings settings{.name = "influx x",
                                         .type = model::WriterType::remote_write,
                                         .url = "http://127.0.0.1:8086",
                                         .organization = "o",
                                         .bucket = "b",
                                         .job = "j",
                                         .username = "me",
                                         .password = Secret("secret"),
                                         .token = Secret(std::string(5000, 't')),
                                         .ca_file = "/ca.pem",
                                         .insecure_skip_verify = true,
                                         .batch_samples = 5,
                                         .flush_interval = 10ms,
                                         .timeout = 2s,
                                         .spool = {.folder = "/var/lib/x", .max_size = 9, .max_age = 3min}};
    CHECK(downAndOut(settings) == settings);
    CHECK(downAndOut(ForgetSeries{.id = 3, .host = "sw1"}).host == "sw1");
}

TEST_CASE("what a writer says comes back") {
    CHECK(upAndBack(Settled{.ids = {1, 2, 77}}).ids == std::vector<uint64_t>{1, 2, 77});
    const WriterReport report{.written = 1,
                              .rejected = 2,
                              .dropped = 3,
                              .spooled = 4,
                              .retries = 5,
                              .spool_bytes = 6,
                              .spool_oldest = WallTime(1'800'000'000s),
                              .last_success = std::nullopt,
                              .trouble = "the server is down"};
    CHECK(upAndBack(report) == report);
}

TEST_CASE("a record whose parts do not fit together is refused") {
    WriterRecord record = aRecord();
    record.record.samples[1].family = 2;
    CHECK(isRefused(record));
    record = aRecord();
    record.record.samples[0].labels = 2;
    CHECK(isRefused(record));
    record = aRecord();
    record.record.status = static_cast<model::Status>(99);
    CHECK(isRefused(record));
}

TEST_CASE("more records settled than a frame has room for are refused") {
    std::string octets;
    encodeFromWriter(Settled{.ids = std::vector<uint64_t>(kMaxSettled + 1)}, octets);
    CHECK_FALSE(decodeFromWriter(frameOf(octets)));
}

TEST_CASE("any octets in place of a message are read or refused, both ways") {
    std::mt19937 random(5);
    std::string down, up;
    encodeToWriter(aRecord(), down);
    encodeFromWriter(WriterReport{.trouble = "x"}, up);
    for (int round = 0; round < 20'000; ++round)
        for (const std::string* sound : {&down, &up}) {
            std::string octets = *sound;
            for (int changes = 0; changes < 3; ++changes)
                octets[kFrameHeader + random() % (octets.size() - kFrameHeader)] = static_cast<char>(random());
            static_cast<void>(decodeToWriter(frameOf(octets)));
            static_cast<void>(decodeFromWriter(frameOf(octets)));
        }
}
