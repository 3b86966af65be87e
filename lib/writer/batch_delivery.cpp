#include "writer/batch_delivery.hpp"

#include <functional>
#include <utility>

namespace snmpolld::writer {

Delivery::Delivery(const Surroundings& around, const DeliverySettings& settings, DeliveryListener& listener)
    : settings_(settings),
      around_(around),
      listener_(listener),
      settling_(around.timing.endOfTurn([this] { settle(); })) {
    ShardReports& reports = *this;
    for (uint32_t i = 0; i < settings_.shards; ++i)
        shards_.push_back(std::make_unique<DeliveryShard>(around_, settings_, reports));
}

Delivery::~Delivery() {
    around_.transport.abandon();
}

bool Delivery::hasRoom() const {
    return held_.size() < settings_.most_records && state_.octets < settings_.most_octets;
}

void Delivery::take(uint64_t id, model::OutputRecord record) {
    auto taken = std::make_unique<Consignment>();
    taken->id = id;
    taken->record = std::move(record);
    taken->beside = around_.backend.prepare(taken->record);
    taken->octets = weightOf(taken->record) + (taken->beside ? weightOf(*taken->beside) : 0);
    taken->taken = around_.clocks.mono();
    state_.octets += taken->octets;
    Consignment& consignment = *held_.emplace_back(std::move(taken));
    shardOf(consignment.record.host).add(consignment);
}

void Delivery::hurry() {
    for (const auto& shard : shards_)
        shard->hurry();
}

DeliveryState Delivery::state() const {
    DeliveryState state = state_;
    state.records = held_.size();
    return state;
}

void Delivery::judged(const Verdict& verdict, size_t samples) {
    if (verdict.fate == Fate::again || verdict.fate == Fate::wait) {
        ++state_.retried;
        state_.trouble = verdict.why;
        return;
    }
    state_.trouble.clear();
    if (verdict.fate != Fate::written) return;
    state_.samples_written += samples;
    state_.last_success = around_.clocks.mono();
}

void Delivery::rejected(const Piece& piece, const std::string& why) {
    state_.samples_rejected += piece.record->samples.size();
    listener_.rejected(piece.of->id, *piece.record, why);
}

void Delivery::finished(Consignment& consignment) {
    consignment.finished = true;
    settling_->arm();
}

void Delivery::settle() {
    while (!held_.empty() && held_.front()->finished) {
        const std::unique_ptr<Consignment> done = std::move(held_.front());
        held_.pop_front();
        state_.octets -= done->octets;
        listener_.settled({done->id, done->is_rejected, done->rejected});
    }
}

DeliveryShard& Delivery::shardOf(const std::string& host) {
    return *shards_[std::hash<std::string>()(host) % shards_.size()];
}

}  // namespace snmpolld::writer
