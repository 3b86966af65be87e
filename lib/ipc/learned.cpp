#include "ipc/learned.hpp"

#include <algorithm>
#include <span>

#include "ipc/worker_decoding.hpp"
#include "ipc/worker_encoding.hpp"

namespace snmpolld::ipc {

namespace {

using model::SilentOid;

std::span<const SilentOid> silentSent(const model::Learned& learned) {
    return std::span(learned.silent).first(std::min(learned.silent.size(), kMaxSilent));
}

size_t subIdsIn(std::span<const SilentOid> silent) {
    size_t total = 0;
    for (const SilentOid& one : silent)
        total += one.oid.size();
    return total;
}

uint32_t atMostVarbinds(uint32_t number) {
    return std::min(number, static_cast<uint32_t>(kMaxVarbinds));
}

bool validNumbers(const fb::Learned& from) {
    return from.engine_boots() <= kMaxEngineNumber && from.engine_time() <= kMaxEngineNumber &&
           from.max_request_bytes() <= kMaxRequestBytes && from.max_answer_varbinds() <= kMaxVarbinds &&
           from.full_answers() <= kMaxFullAnswers && from.max_get_oids() <= kMaxVarbinds &&
           from.max_walk_columns() <= kMaxVarbinds;
}

bool validTimes(const fb::Learned& from) {
    return validMonoTime(from.engine_seen()) && validMonoTime(from.limits_since()) &&
           validUpTo(kMaxRoundTrip, from.round_trip()) && validUpTo(kMaxRoundTrip, from.round_trip_variation()) &&
           validUpTo(kMaxPduGap, from.pdu_gap()) && validMonoTime(from.gap_since()) &&
           validDuration(from.gap_pause());
}

flatbuffers::Offset<fb::SilentOids> encodeSilent(Builder& builder, std::span<const SilentOid> silent) {
    if (silent.empty()) return 0;
    fb::SilentOid* to = nullptr;
    const auto oids = builder.CreateUninitializedVectorOfStructs(silent.size(), &to);
    for (const SilentOid& one : silent)
        *to++ = fb::SilentOid(toWire(one.since), std::min(one.pause, kMaxPause), std::min(one.left, kMaxPause),
                              static_cast<uint8_t>(one.oid.size()));
    uint32_t* ids = nullptr;
    const auto sub_ids = builder.CreateUninitializedVector(subIdsIn(silent), &ids);
    for (const SilentOid& one : silent)
        ids = put(ids, one.oid.ids());
    return fb::CreateSilentOids(builder, oids, sub_ids);
}

}  // namespace

// An engine ID of a length that RFC 3411 does not allow cannot be used for a later poll anyway.
LearnedParts encodeLearned(Builder& builder, const model::Learned& learned) {
    if (learned == model::Learned{}) return {};
    const bool usable = learned.engine_id.size() <= kMaxLearnedEngineId;
    const fb::Learned numbers(
        usable ? toWire(learned.engine_seen) : 0, toWire(learned.round_trip.smoothed, kMaxRoundTrip),
        toWire(learned.round_trip.variation, kMaxRoundTrip),
        usable ? std::min(learned.engine_boots, kMaxEngineNumber) : 0,
        usable ? std::min(learned.engine_time, kMaxEngineNumber) : 0,
        std::min(learned.max_request_bytes, kMaxRequestBytes), atMostVarbinds(learned.max_answer_varbinds),
        std::min(learned.full_answers, kMaxFullAnswers), atMostVarbinds(learned.max_get_oids),
        atMostVarbinds(learned.max_walk_columns), toWire(learned.limits_since), toWire(learned.pdu_gap, kMaxPduGap),
        toWire(learned.gap_since), toWire(learned.gap_pause), learned.no_bulk);
    const Bytes engine_id = usable ? bytes(builder, learned.engine_id) : 0;
    return {.numbers = numbers, .engine_id = engine_id, .silent = encodeSilent(builder, silentSent(learned))};
}

size_t silentOctets(const model::Learned& learned) {
    const std::span<const SilentOid> silent = silentSent(learned);
    return silent.size() * sizeof(fb::SilentOid) + subIdsIn(silent) * sizeof(uint32_t);
}

bool readLearned(const fb::Learned* from, const ByteColumn* engine_id, model::Learned& to) {
    to.engine_id = view(engine_id);
    if (from == nullptr) return to.engine_id.empty();
    to.max_request_bytes = from->max_request_bytes();
    to.engine_boots = from->engine_boots();
    to.engine_time = from->engine_time();
    to.engine_seen = monoTimeOf(from->engine_seen());
    to.max_answer_varbinds = from->max_answer_varbinds();
    to.full_answers = from->full_answers();
    to.max_get_oids = from->max_get_oids();
    to.max_walk_columns = from->max_walk_columns();
    to.limits_since = monoTimeOf(from->limits_since());
    to.pdu_gap = Duration(from->pdu_gap());
    to.gap_since = monoTimeOf(from->gap_since());
    to.gap_pause = Duration(from->gap_pause());
    to.no_bulk = from->no_bulk();
    to.round_trip = {Duration(from->round_trip()), Duration(from->round_trip_variation())};
    return to.engine_id.size() <= kMaxLearnedEngineId && validNumbers(*from) && validTimes(*from);
}

bool readSilent(const fb::SilentOids* from, std::vector<SilentOid>& to) {
    if (from == nullptr || from->oids() == nullptr) return from == nullptr;
    if (from->oids()->size() > kMaxSilent || !isAligned(from->oids())) return false;
    auto sub_ids = column(from->sub_ids());
    to.reserve(from->oids()->size());
    for (const fb::SilentOid* one : *from->oids()) {
        SilentOid& silent = to.emplace_back();
        if (one->oid_size() == 0 || !readOid(sub_ids, one->oid_size(), silent.oid)) return false;
        if (!validMonoTime(one->since()) || one->pause() > kMaxPause || one->left() > kMaxPause) return false;
        silent.since = monoTimeOf(one->since());
        silent.pause = one->pause();
        silent.left = one->left();
    }
    return sub_ids.empty();
}

}  // namespace snmpolld::ipc
