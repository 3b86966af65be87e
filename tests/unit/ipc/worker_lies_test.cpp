// What a worker that has been taken over might send: sound FlatBuffers with values that no worker has.
#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "ipc/frame_builder.hpp"
#include "ipc/limits.hpp"
#include "ipc/worker_codec.hpp"
#include "ipc/worker_generated.h"

using namespace snmpolld;
using namespace snmpolld::ipc;

namespace {

using Varbinds = flatbuffers::Offset<flatbuffers::Vector<const fb::Varbind*>>;
using SilentOids = flatbuffers::Offset<flatbuffers::Vector<const fb::SilentOid*>>;

// The counts of an outcome, sound as they stand.
struct Counts {
    uint32_t requests = 1;
    uint32_t retries = 0;
    uint32_t padded = 0;
};

fb::Outcome outcomeWith(const Counts& counts) {
    return fb::Outcome(1, 0, 0, 0, counts.requests, counts.retries, counts.padded, 1, fb::Status::ok, false, false);
}

// Whether a record is believed that `add` adds something to.
bool isBelieved(const Counts& counts, const std::function<void(fb::HostRecordBuilder&)>& add,
                Builder& builder = cleanBuilder()) {
    const fb::Outcome outcome = outcomeWith(counts);
    fb::HostRecordBuilder record(builder);
    record.add_outcome(&outcome);
    add(record);
    const auto message = fb::CreateFromWorker(builder, fb::WorkerMessage::HostRecord, record.Finish().Union());
    std::string frame;
    appendFrame(builder, message, fb::FromWorkerIdentifier(), frame);
    return decodeFromWorker(std::as_bytes(std::span(frame)).subspan(4)).has_value();
}

bool areBelieved(const Counts& counts) {
    return isBelieved(counts, [](fb::HostRecordBuilder&) {});
}

bool isBelieved(const fb::Learned& learned) {
    return isBelieved({}, [&](fb::HostRecordBuilder& record) { record.add_learned(&learned); });
}

// The numbers of fb::Learned, sound as they stand.
struct Numbers {
    int64_t engine_seen = 1, round_trip = 1, variation = 1, limits_since = 1, pdu_gap = 1;
    uint32_t boots = 1, time = 1, request_bytes = 1, answer_varbinds = 1, full_answers = 1, get_oids = 1, columns = 1;

    fb::Learned learned() const {
        return fb::Learned(engine_seen, round_trip, variation, boots, time, request_bytes, answer_varbinds,
                           full_answers, get_oids, columns, limits_since, pdu_gap, 1, 1, false);
    }
};

template <typename Number>
bool isBelieved(Number Numbers::*which, int64_t value) {
    Numbers numbers;
    numbers.*which = static_cast<Number>(value);
    return isBelieved(numbers.learned());
}

template <typename Number>
void checkHighest(Number Numbers::*which, int64_t highest) {
    CHECK(isBelieved(which, highest));
    CHECK_FALSE(isBelieved(which, highest + 1));
    CHECK_FALSE(isBelieved(which, std::numeric_limits<Number>::max()));
}

bool isBelieved(const fb::SilentOid& silent) {
    Builder& builder = cleanBuilder();
    const auto oids = builder.CreateVectorOfStructs(&silent, 1);
    const auto sub_ids = builder.CreateVector(std::vector<uint32_t>{1, 3});
    const auto all = fb::CreateSilentOids(builder, oids, sub_ids);
    return isBelieved(
        {}, [&](fb::HostRecordBuilder& record) { record.add_silent(all); }, builder);
}

// A vector of structs behind that many octets, with the alignment of its length only.
template <typename Struct>
flatbuffers::Offset<flatbuffers::Vector<const Struct*>> vectorAnywhere(Builder& builder, const Struct& one,
                                                                       size_t behind) {
    for (size_t i = 0; i < behind; ++i)
        builder.PushElement<uint8_t>(0);
    builder.StartVector(sizeof one, 1);
    builder.PushBytes(reinterpret_cast<const uint8_t*>(&one), sizeof one);
    return flatbuffers::Offset<flatbuffers::Vector<const Struct*>>(builder.EndVector(1));
}

}  // namespace

TEST_CASE("what was learned of a host is believed within its limits") {
    checkHighest(&Numbers::engine_seen, kMaxMonoTime - 1);
    checkHighest(&Numbers::limits_since, kMaxMonoTime - 1);
    checkHighest(&Numbers::round_trip, kMaxRoundTrip.count());
    checkHighest(&Numbers::variation, kMaxRoundTrip.count());
    checkHighest(&Numbers::pdu_gap, kMaxPduGap.count());
    checkHighest(&Numbers::boots, kMaxEngineNumber);
    checkHighest(&Numbers::time, kMaxEngineNumber);
    checkHighest(&Numbers::request_bytes, kMaxRequestBytes);
    checkHighest(&Numbers::full_answers, kMaxFullAnswers);
    for (uint32_t Numbers::*limit : {&Numbers::answer_varbinds, &Numbers::get_oids, &Numbers::columns})
        checkHighest(limit, kMaxVarbinds);
    for (int64_t Numbers::*time :
         {&Numbers::engine_seen, &Numbers::round_trip, &Numbers::variation, &Numbers::limits_since, &Numbers::pdu_gap})
        CHECK_FALSE(isBelieved(time, -1));
}

TEST_CASE("a silent OID is believed within its limits") {
    CHECK(isBelieved(fb::SilentOid(0, kMaxPause, kMaxPause, 2)));
    CHECK_FALSE(isBelieved(fb::SilentOid(0, kMaxPause + 1, 0, 2)));
    CHECK_FALSE(isBelieved(fb::SilentOid(0, 0, kMaxPause + 1, 2)));
    CHECK_FALSE(isBelieved(fb::SilentOid(-1, 0, 0, 2)));
    CHECK_FALSE(isBelieved(fb::SilentOid(0, 0, 0, 3)));
}

TEST_CASE("counts of requests are believed within their limits") {
    CHECK(areBelieved({.requests = kMaxRequests, .retries = kMaxRequests, .padded = kMaxRequests}));
    CHECK_FALSE(areBelieved({.requests = kMaxRequests + 1}));
    CHECK_FALSE(areBelieved({.retries = kMaxRequests + 1}));
    CHECK_FALSE(areBelieved({.padded = UINT32_MAX}));
}

TEST_CASE("structs that do not lie where they may be read are refused") {
    size_t varbinds_believed = 0;
    size_t silent_believed = 0;
    for (size_t behind = 0; behind < 8; ++behind) {
        Builder& builder = cleanBuilder();
        const Varbinds varbinds = vectorAnywhere(builder, fb::Varbind(0, fb::Type::Null, 0), behind);
        varbinds_believed += isBelieved(
            {}, [&](fb::HostRecordBuilder& record) { record.add_varbinds(varbinds); }, builder);
        Builder& again = cleanBuilder();
        const SilentOids oids = vectorAnywhere(again, fb::SilentOid(0, 0, 0, 1), behind);
        const auto sub_ids = again.CreateVector(std::vector<uint32_t>{1});
        const auto silent = fb::CreateSilentOids(again, oids, sub_ids);
        silent_believed += isBelieved(
            {}, [&](fb::HostRecordBuilder& record) { record.add_silent(silent); }, again);
    }
    CHECK((varbinds_believed > 0 && varbinds_believed < 8));
    CHECK((silent_believed > 0 && silent_believed < 8));
}
