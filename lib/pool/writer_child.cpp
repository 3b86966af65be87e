#include "pool/writer_child.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

#include "base/log.hpp"

namespace snmpolld::pool {

namespace {

constexpr size_t kWindow = 4U << 20;  // octets that are not settled and that the process has got
constexpr Duration kWriterTick = std::chrono::milliseconds(500);
constexpr Duration kWriterPatience = std::chrono::seconds(30);  // for a sign of life
constexpr Duration kWriterEndGrace = std::chrono::seconds(5);   // to settle what it has got, at the end

void addCounts(ipc::WriterReport& to, const ipc::WriterReport& more) {
    to.written += more.written;
    to.rejected += more.rejected;
    to.dropped += more.dropped;
    to.retries += more.retries;
}

}  // namespace

WriterChild::WriterChild(loop::Loop& loop, const Clocks& clocks, std::string file, model::WriterSettings settings)
    : loop_(loop), clocks_(clocks), file_(std::move(file)), settings_(std::move(settings)), tick_timer_(loop, [this] {
          tick();
      }) {}

WriterChild::~WriterChild() {
    if (isRunning()) process_->kill(SIGKILL);
}

void WriterChild::start() {
    tick_timer_.startEvery(kWriterTick);
    silent_ticks_ = 0;
    const auto started = spawn();
    if (!started) {
        log::error("writer_does_not_start", {{"output", settings_.name}, {"error", started.error().message}});
        return upkeep_.ended(clocks_.mono(), false);
    }
    upkeep_.started(clocks_.mono());
    ipc::encodeToWriter(settings_, process_->batch());
    send();
}

Result<void> WriterChild::spawn() {
    auto process = child::ChildProcess::spawn(loop_,
                                              {.file = file_,
                                               .name = "snmpolld-writer",
                                               .protocol = ipc::kWriterProtocol,
                                               .largest_frame = ipc::kMaxFromWriter},
                                              *this);
    if (!process) return tl::unexpected(process.error());
    process_ = std::move(*process);
    return {};
}

void WriterChild::write(const model::OutputRecord& record) {
    ++past_.records;
    Kept kept{.id = last_id_ + 1, .is_record = true};
    ipc::encodeToWriter(ipc::WriterRecord{.id = kept.id, .record = record}, kept.frame);
    if (past_.kept_octets + kept.frame.size() > kMostKept) {
        ++past_.dropped_records;
        past_.dropped_samples += record.samples.size();
        return;
    }
    ++past_.kept_records;
    keep(std::move(kept));
}

void WriterChild::forget(const std::string& host) {
    Kept kept{.id = last_id_ + 1};
    ipc::encodeToWriter(ipc::ForgetSeries{.id = kept.id, .host = host}, kept.frame);
    keep(std::move(kept));
}

void WriterChild::keep(Kept kept) {
    last_id_ = kept.id;
    past_.kept_octets += kept.frame.size();
    kept_.push_back(std::move(kept));
    send();
}

// The window bounds what waits in the channel of a process that does not read.
void WriterChild::send() {
    if (!isRunning()) return;
    for (; sent_ < kept_.size() && sent_octets_ < kWindow; ++sent_) {
        process_->batch() += kept_[sent_].frame;
        sent_octets_ += kept_[sent_].frame.size();
    }
    if (finishing_ && sent_ == kept_.size()) process_->drain();
}

void WriterChild::finish() {
    if (std::exchange(finishing_, true)) return;
    if (!isRunning() && !upkeep_.mustStart(clocks_.mono())) return;
    if (!isRunning()) return start();
    upkeep_.stopping(clocks_.mono(), kWriterEndGrace);
    send();
}

Result<void> WriterChild::childReady(std::string_view) {
    if (!finishing_) upkeep_.ready();
    return {};
}

Result<void> WriterChild::logLineCame(std::string_view line) {
    if (!log_lines_.take(clocks_.mono())) return fail(ErrorKind::protocol, "too many lines for the log");
    log::warning("writer_says", {{"output", settings_.name}, {"line", line}});
    return {};
}

Result<void> WriterChild::frameCame(std::span<const std::byte> frame) {
    auto message = ipc::decodeFromWriter(frame);
    if (!message) return tl::unexpected(message.error());
    silent_ticks_ = 0;
    if (const auto* settled = std::get_if<ipc::Settled>(&*message)) return settle(*settled);
    report_ = std::get<ipc::WriterReport>(std::move(*message));
    upkeep_.succeeded();
    return {};
}

Result<void> WriterChild::settle(const ipc::Settled& settled) {
    for (const uint64_t id : settled.ids) {
        const auto kept = std::ranges::lower_bound(kept_, id, {}, &Kept::id);
        const bool is_sent = kept != kept_.end() && kept->id == id && kept - kept_.begin() < std::ptrdiff_t(sent_);
        if (!is_sent || kept->settled) return fail(ErrorKind::protocol, "settled what it did not have");
        kept->settled = true;
        past_.kept_octets -= kept->frame.size();
        sent_octets_ -= kept->frame.size();
        past_.kept_records -= kept->is_record ? 1 : 0;
        kept->frame = {};
    }
    for (; !kept_.empty() && kept_.front().settled; --sent_)
        kept_.pop_front();
    send();
    return {};
}

void WriterChild::childGone(const child::Death& death) {
    const bool expected = finishing_ && death.isClean();
    log::write(expected ? log::Level::debug : log::Level::warning, expected ? "writer_ended" : "writer_died",
               {{"output", settings_.name}, {"how", death.how()}});
    process_.reset();
    past_.report.trouble = report_.trouble;
    addCounts(past_.report, std::exchange(report_, {}));
    std::erase_if(kept_, &Kept::settled);
    sent_ = sent_octets_ = 0;
    upkeep_.ended(clocks_.mono(), expected);
    if (!expected) ++past_.restarts;
    over_ = finishing_ && (expected || kept_.empty());
    if (over_)
        tick_timer_.stop();
    else if (upkeep_.mustStart(clocks_.mono()))
        start();
}

void WriterChild::tick() {
    const MonoTime now = clocks_.mono();
    if (!isRunning()) {
        if (upkeep_.mustStart(now)) start();
        return;
    }
    if (upkeep_.isOverdue(now))
        return process_->killFor(finishing_ ? "did not end in time" : "did not become ready in time");
    if (process_->isReady() && ++silent_ticks_ * kWriterTick > kWriterPatience) process_->killFor("does not answer");
}

std::string WriterChild::trouble() const {
    if (isRunning()) return report_.trouble;
    return past_.report.trouble.empty() && !finishing_ ? "its process does not run" : past_.report.trouble;
}

WriterChild::State WriterChild::state() const {
    State state = past_;
    const ipc::WriterReport past = past_.report;
    state.report = report_;
    addCounts(state.report, past);
    state.report.trouble = trouble();
    return state;
}

}  // namespace snmpolld::pool
