#include "writer/pipeline.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::writer {

namespace {

// Above all ids of the supervisor's, who counts from 1.
constexpr uint64_t kOfSpool = uint64_t{1} << 63;  // and the number of the entry since the start
constexpr uint64_t kOwn = uint64_t{1} << 62;      // records that no message brought

constexpr size_t kMostInHand = 256;  // entries of the spool that are being delivered
constexpr Duration kTick = std::chrono::milliseconds(500);
constexpr Duration kEndGrace = std::chrono::seconds(2);   // for what is on its way, at the end
constexpr Duration kSayAgain = std::chrono::seconds(10);  // of refusals

std::string_view textOf(std::span<const std::byte> octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

std::span<const std::byte> octetsOf(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string rejectedPath(const model::SpoolSettings& settings) {
    return settings.folder.empty() ? "" : settings.folder + ".rejected.jsonl";
}

}  // namespace

Pipeline::Pipeline(const Surroundings& around, const DeliverySettings& delivery, model::SpoolSettings spool,
                   Events events)
    : around_(around),
      settings_(std::move(spool)),
      events_(std::move(events)),
      rejected_file_(rejectedPath(settings_)),
      end_of_turn_(around.timing.endOfTurn([this] {
          syncSpool();
          feed();
          if (!done_.empty()) events_.said(ipc::Settled{std::exchange(done_, {})});
      })),
      alarm_(around.timing.alarm([this] { tick(); })),
      delivery_(around, delivery, *this) {
    openSpool();
    alarm_->startEvery(kTick);
    end_of_turn_->arm();
}

Pipeline::~Pipeline() = default;

// The folder may still be in use by a process that ends just now, so it is tried again.
void Pipeline::openSpool() {
    if (settings_.folder.empty()) return;
    const auto order =
        settings_.order == model::SpoolOrder::oldest_first ? spool::Order::oldest_first : spool::Order::newest_first;
    auto opened = spool::Spool::open(settings_.folder, {.max_size = settings_.max_size, .max_age = settings_.max_age},
                                     order, around_.clocks.wall());
    if (!opened) return note("the spool cannot be used: " + opened.error().message);
    note("");
    spool_ = std::move(*opened);
}

// What comes later must not overtake what waits, unless the newest is wanted first.
bool Pipeline::goesToSpool() const {
    if (!spool_) return false;
    const bool others_wait = spool_->state().waiting.entries > in_hand_.size();
    const bool may_overtake = settings_.order == model::SpoolOrder::newest_first;
    return (others_wait && !may_overtake) || !delivery_.hasRoom() || !delivery_.state().trouble.empty();
}

void Pipeline::take(ipc::ToWriter message, std::span<const std::byte> frame) {
    const auto* record = std::get_if<ipc::WriterRecord>(&message);
    const uint64_t id = record != nullptr ? record->id : std::get<ipc::ForgetSeries>(message).id;
    const WallTime time = record != nullptr ? timeOf(record->record) : around_.clocks.wall();
    const size_t samples = record != nullptr ? record->record.samples.size() : 0;
    end_of_turn_->arm();
    if (goesToSpool() && keep(id, textOf(frame), samples, time)) return;
    if (record != nullptr) direct_.emplace(id, textOf(frame));
    deliver(id, std::move(message));
    if (record == nullptr) settle(id);
}

// False if the disk does not take it: then it stays in memory, and the supervisor keeps it.
bool Pipeline::keep(uint64_t id, std::string_view frame, size_t samples, WallTime time) {
    const auto kept = spool_->append({.octets = frame, .samples = samples, .time = time}, around_.clocks.wall());
    note(kept ? "" : "the spool cannot be written: " + kept.error().message);
    if (!kept) return false;
    unsynced_.push_back(id);
    return true;
}

void Pipeline::syncSpool() {
    if (unsynced_.empty()) return;
    const auto synced = spool_->sync();
    note(synced ? "" : "the spool cannot be written: " + synced.error().message);
    if (!synced) return;
    for (const uint64_t id : std::exchange(unsynced_, {}))
        settle(id);
}

void Pipeline::deliver(uint64_t id, ipc::ToWriter message) {
    if (auto* record = std::get_if<ipc::WriterRecord>(&message)) return delivery_.take(id, std::move(record->record));
    const std::string& host = std::get<ipc::ForgetSeries>(message).host;
    for (model::OutputRecord& last : around_.backend.gone(host, around_.clocks.wall()))
        delivery_.take(kOwn + ++last_own_, std::move(last));
}

void Pipeline::feed() {
    const bool is_ending = finish_by_ != MonoTime::max();
    while (spool_ && !is_ending && in_hand_.size() < kMostInHand && delivery_.hasRoom())
        if (!feedOne()) return;
}

bool Pipeline::feedOne() {
    const auto entry = spool_->next(in_hand_.size());
    if (!entry) return false;
    const uint64_t id = kOfSpool + ++last_own_;
    auto message = ipc::decodeToWriter(octetsOf(entry->octets));
    in_hand_.push_back({.id = id});
    const bool is_record = message && std::holds_alternative<ipc::WriterRecord>(*message);
    if (!message) events_.log("the spool has something that is no record: " + message.error().message);
    if (message && !std::holds_alternative<model::WriterSettings>(*message)) deliver(id, std::move(*message));
    if (!is_record) entryDone(id);
    return true;
}

// Entries are done in the order in which they were given out.
void Pipeline::entryDone(uint64_t id) {
    const auto entry = std::ranges::find(in_hand_, id, &InHand::id);
    if (entry != in_hand_.end()) entry->done = true;
    for (; !in_hand_.empty() && in_hand_.front().done; in_hand_.pop_front())
        spool_->done();
}

void Pipeline::settled(const Outcome& outcome) {
    end_of_turn_->arm();
    if (outcome.id >= kOfSpool) return entryDone(outcome.id);
    if (outcome.id >= kOwn) return;
    direct_.erase(outcome.id);
    settle(outcome.id);
}

void Pipeline::settle(uint64_t id) {
    done_.push_back(id);
    end_of_turn_->arm();
    if (done_.size() == ipc::kMaxSettled) events_.said(ipc::Settled{std::exchange(done_, {})});
}

void Pipeline::rejected(uint64_t, const model::OutputRecord& record, const std::string& why) {
    ++refusals_.count;
    if (around_.clocks.mono() >= refusals_.say_again) {
        refusals_.say_again = around_.clocks.mono() + kSayAgain;
        events_.log("the database refuses " + std::to_string(record.samples.size()) + " samples of " + record.host +
                    ": " + why + (refusals_.count > 1 ? "; " + std::to_string(refusals_.count) + " such so far" : ""));
    }
    const auto added = rejected_file_.add(record, why, around_.clocks.wall());
    if (!added && std::exchange(refusals_.trouble, added.error().message) != added.error().message)
        events_.log(added.error().message);
}

void Pipeline::tick() {
    if (!spool_ && finish_by_ == MonoTime::max()) openSpool();
    if (spool_) {
        const auto committed = spool_->commit(around_.clocks.wall());
        note(committed ? "" : "the spool cannot be written: " + committed.error().message);
        tellGaps();
    }
    syncSpool();
    feed();
    report();
    const bool is_stuck = !delivery_.state().trouble.empty() || around_.clocks.mono() >= finish_by_;
    if (finish_by_ != MonoTime::max() && (delivery_.isIdle() || is_stuck)) end();
}

void Pipeline::tellGaps() {
    for (const spool::Gap& gap : spool_->takeGaps()) {
        dropped_ += gap.lost.samples;
        events_.log("the spool has dropped " + std::to_string(gap.lost.samples) + " samples of " +
                    std::to_string(gap.lost.entries) + " polls from " + formatUtc(gap.from) + " to " +
                    formatUtc(gap.to) + ": " + std::string(spool::wordFor(gap.why)));
    }
}

void Pipeline::note(const std::string& trouble) {
    if (trouble == spool_trouble_) return;
    spool_trouble_ = trouble;
    if (!trouble.empty()) events_.log(trouble);
}

void Pipeline::report() {
    const DeliveryState delivery = delivery_.state();
    ipc::WriterReport now{.written = delivery.samples_written,
                          .rejected = delivery.samples_rejected,
                          .dropped = dropped_,
                          .retries = delivery.retried,
                          .trouble = delivery.trouble.empty() ? spool_trouble_ : delivery.trouble};
    if (delivery.last_success)
        now.last_success = around_.clocks.wall() - std::chrono::duration_cast<WallTime::duration>(
                                                       around_.clocks.mono() - *delivery.last_success);
    if (spool_) {
        const spool::State spooled = spool_->state();
        now.spooled = spooled.waiting.samples;
        now.spool_bytes = spooled.octets;
        now.spool_oldest = spooled.oldest;
    }
    events_.said(now);
}

void Pipeline::finish() {
    finish_by_ = around_.clocks.mono() + kEndGrace;
    delivery_.hurry();
    alarm_->startEvery(std::chrono::milliseconds(50));
}

// What is still on its way goes to the disk as well: it may come to the database twice, but not never.
void Pipeline::end() {
    if (std::exchange(ended_, true)) return;
    alarm_->stop();
    around_.transport.abandon();
    for (const auto& [id, frame] : direct_) {
        const auto message = ipc::decodeToWriter(octetsOf(frame));
        if (!spool_ || !message) break;
        const auto& record = std::get<ipc::WriterRecord>(*message).record;
        if (!keep(id, frame, record.samples.size(), timeOf(record))) break;
    }
    syncSpool();
    if (spool_) {
        spool_->putBack();
        static_cast<void>(spool_->commit(around_.clocks.wall()));
    }
    report();
    if (!done_.empty()) events_.said(ipc::Settled{std::exchange(done_, {})});
    events_.ended();
}

}  // namespace snmpolld::writer
