#include "writer/delivery_shard.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace snmpolld::writer {

namespace {

constexpr int kMostDivisions = 256;
constexpr int kFewestDivisions = 16;  // 2^16 samples have one that is bad
constexpr int kDivisionsForTaken = 16;
constexpr int kMostDivisionsAtAll = 512;

size_t samplesOf(const Consignment& consignment) {
    return consignment.record.samples.size() + (consignment.beside ? consignment.beside->samples.size() : 0);
}

}  // namespace

DeliveryShard::DeliveryShard(const Surroundings& around, const DeliverySettings& settings, ShardReports& reports)
    : around_(around),
      settings_(settings),
      reports_(reports),
      backoff_(settings.least_pause, settings.most_pause, around.random),
      alarm_(around.timing.alarm([this] { pump(); })),
      batch_samples_(settings.batch_samples),
      divisions_(kMostDivisions) {}

void DeliveryShard::add(Consignment& consignment) {
    waiting_.push_back(&consignment);
    waiting_samples_ += samplesOf(consignment);
    waiting_octets_ += consignment.octets;
    pump();
}

void DeliveryShard::hurry() {
    hurries_ = true;
    pump();
}

void DeliveryShard::pump() {
    while (!under_way_ && around_.clocks.mono() >= paused_until_) {
        if (open_.empty() && isDue()) cut();
        if (open_.empty()) break;
        Batch next = std::move(open_.front());
        open_.pop_front();
        send(std::move(next));
    }
    if (!under_way_) setAlarm();
}

bool DeliveryShard::isDue() const {
    if (waiting_.empty()) return false;
    const MonoTime due = waiting_.front()->taken + settings_.flush_interval;
    return hurries_ || waiting_samples_ >= batch_samples_ || waiting_octets_ >= settings_.batch_octets ||
           around_.clocks.mono() >= due;
}

void DeliveryShard::cut() {
    const bool was_in_vain = divided_ > 0 && parts_taken_ == 0;
    divisions_ = was_in_vain ? std::max(kFewestDivisions, divisions_ / 2) : kMostDivisions;
    divided_ = 0;
    parts_taken_ = 0;
    Batch batch;
    size_t samples = 0;
    size_t octets = 0;
    std::unordered_set<std::string_view> hosts;  // of records that stay where they are
    while (!waiting_.empty()) {
        Consignment& next = *waiting_.front();
        samples += samplesOf(next);
        octets += next.octets;
        const bool is_too_large = samples > batch_samples_ || octets > settings_.batch_octets;
        if (!batch.pieces.empty() && is_too_large) break;
        if (around_.backend.wantsHostsOnce() && !hosts.insert(next.record.host).second) break;
        append(batch, next);
        waiting_.pop_front();
    }
    open_.push_back(std::move(batch));
}

// What is beside a record comes first: it may end series that the record no longer has.
void DeliveryShard::append(Batch& batch, Consignment& consignment) {
    waiting_samples_ -= samplesOf(consignment);
    waiting_octets_ -= consignment.octets;
    if (consignment.beside) batch.pieces.push_back({&consignment, &*consignment.beside, nullptr});
    batch.pieces.push_back({&consignment, &consignment.record, nullptr});
    consignment.open = consignment.beside ? 2 : 1;
}

void DeliveryShard::send(Batch batch) {
    Request request = around_.backend.encode(batch.records());
    if (request.body.empty()) return close(std::move(batch));
    if (auto aside = around_.backend.aside(around_.clocks.mono()))
        around_.transport.send(std::move(*aside), [](const Answer&) {});
    under_way_ = std::move(batch);
    reports_.sent();
    around_.transport.send(std::move(request), [this](const Answer& answer) { answered(answer); });
}

void DeliveryShard::answered(const Answer& answer) {
    Batch batch = std::move(*under_way_);
    under_way_.reset();
    const Verdict verdict = around_.backend.judge(answer);
    reports_.judged(verdict, batch.samples());
    act(std::move(batch), verdict, answer.retry_after);
    pump();
}

void DeliveryShard::act(Batch batch, const Verdict& verdict, std::optional<Duration> retry_after) {
    switch (verdict.fate) {
        case Fate::written:
            backoff_.succeeded();
            ++parts_taken_;
            return close(std::move(batch));
        case Fate::again:
        case Fate::wait:
            open_.push_front(std::move(batch));
            paused_until_ = around_.clocks.mono() + backoff_.next(retry_after);
            return;
        case Fate::smaller:
            backoff_.succeeded();
            batch_samples_ = std::clamp<size_t>(batch.samples() / 2, 1, batch_samples_);
            if (!isDivisible(batch)) return reject(std::move(batch), verdict.why);
            return sendInHalves(std::move(batch));
        case Fate::refused:
            backoff_.succeeded();
            if (!mayDivide(batch)) return reject(std::move(batch), verdict.why);
            return searchInHalves(std::move(batch));
    }
}

bool DeliveryShard::mayDivide(const Batch& batch) const {
    const int most = std::min(divisions_ + kDivisionsForTaken * parts_taken_, kMostDivisionsAtAll);
    return isDivisible(batch) && divided_ < most;
}

void DeliveryShard::sendInHalves(Batch batch) {
    auto [first, second] = halvesOf(std::move(batch));
    open_.push_front(std::move(second));
    open_.push_front(std::move(first));
}

// The larger parts come first, so that all of the batch is searched alike if it may be divided no more. The order does
// not matter within a batch: no backend that needs one has a host twice in it.
void DeliveryShard::searchInHalves(Batch batch) {
    ++divided_;
    auto [first, second] = halvesOf(std::move(batch));
    open_.push_back(std::move(first));
    open_.push_back(std::move(second));
}

void DeliveryShard::reject(Batch batch, const std::string& why) {
    for (const Piece& piece : batch.pieces) {
        piece.of->rejected += piece.record->samples.size();
        piece.of->is_rejected = true;
        reports_.rejected(piece, why);
    }
    close(std::move(batch));
}

void DeliveryShard::close(Batch batch) {
    for (const Piece& piece : batch.pieces)
        if (--piece.of->open == 0) reports_.finished(*piece.of);
}

void DeliveryShard::setAlarm() {
    if (open_.empty() && waiting_.empty()) return alarm_->stop();
    const MonoTime due = open_.empty() ? waiting_.front()->taken + settings_.flush_interval : paused_until_;
    alarm_->startAt(std::max(due, paused_until_));
}

}  // namespace snmpolld::writer
