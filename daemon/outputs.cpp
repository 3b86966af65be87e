#include "outputs.hpp"

#include <algorithm>
#include <unordered_map>

#include "sink/file_sink.hpp"

namespace snmpolld::daemon {

namespace {

format::Format formatOf(config::OutputType type) {
    switch (type) {
        case config::OutputType::jsonl:
            return format::Format::jsonl;
        case config::OutputType::csv:
            return format::Format::csv;
        case config::OutputType::text:
            return format::Format::text;
    }
    return format::Format::jsonl;
}

loop::SyncPolicy syncOf(config::Sync sync) {
    switch (sync) {
        case config::Sync::never:
            return loop::SyncPolicy::never;
        case config::Sync::interval:
            return loop::SyncPolicy::interval;
        case config::Sync::always:
            return loop::SyncPolicy::always;
    }
    return loop::SyncPolicy::never;
}

constexpr size_t kMaxHeld = 100'000;  // varbinds, and one part more

// A poll's status is known with its last part only: the earlier ones wait for it here, and then all are passed on or
// none. When too many wait, the poll that brings more is passed on whole, whatever becomes of it.
class OnlySink : public sink::Sink {
  public:
    OnlySink(std::unique_ptr<sink::Sink> inner, Only only) : inner_(std::move(inner)), only_(only) {}

    void write(const model::HostRecord& record) override;
    void finish() override { inner_->finish(); }
    void reopen() override { inner_->reopen(); }
    bool idle() const override { return inner_->idle(); }
    bool saturated() const override { return inner_->saturated(); }
    bool broken() const override { return inner_->broken(); }
    sink::SinkState state() const override { return inner_->state(); }

  private:
    struct Poll {
        std::vector<model::HostRecord> held;
        bool passed = false;  // what comes goes on at once
    };

    bool wanted(const model::HostRecord& record) const {
        return (record.status == model::Status::ok) == (only_ == Only::ok);
    }
    void hold(const model::HostRecord& part);
    void end(const model::HostRecord& last);
    void pass(Poll& poll, const model::Target* target);
    void forget(Poll& poll);

    std::unique_ptr<sink::Sink> inner_;
    Only only_;
    std::unordered_map<uint64_t, Poll> polls_;  // by task, of which a part has come and the last one has not
    size_t held_ = 0;                           // varbinds
};

void OnlySink::write(const model::HostRecord& record) {
    if (!record.last) return hold(record);
    if (record.part > 1) return end(record);
    if (wanted(record)) inner_->write(record);
}

void OnlySink::hold(const model::HostRecord& part) {
    Poll& poll = polls_[part.task_id];
    if (poll.passed) return inner_->write(part);
    poll.held.push_back(part);
    held_ += part.varbinds.size();
    if (held_ >= kMaxHeld) pass(poll, part.target);
}

void OnlySink::end(const model::HostRecord& last) {
    Poll& poll = polls_[last.task_id];
    if (wanted(last)) pass(poll, last.target);
    forget(poll);
    if (poll.passed) inner_->write(last);
    polls_.erase(last.task_id);
}

// The target is only sure to be there as long as the last record that named it is being written.
void OnlySink::pass(Poll& poll, const model::Target* target) {
    for (model::HostRecord& record : poll.held) {
        record.target = target;
        inner_->write(record);
    }
    forget(poll);
    poll.passed = true;
}

void OnlySink::forget(Poll& poll) {
    for (const model::HostRecord& record : poll.held)
        held_ -= record.varbinds.size();
    poll.held.clear();
}

}  // namespace

Result<std::vector<std::unique_ptr<sink::Sink>>> openOutputs(loop::Loop& loop,
                                                             const std::vector<config::Output>& outputs,
                                                             const format::FormatContext& context) {
    std::vector<std::unique_ptr<sink::Sink>> sinks;
    for (const config::Output& output : outputs) {
        format::FormatContext own = context;
        own.varbinds = output.record != config::Recorded::metrics;
        own.metrics = output.record != config::Recorded::varbinds;
        auto sink = sink::openFileSink(loop, {formatOf(output.type), output.path, syncOf(output.sync)}, own);
        if (!sink) return usageError(sink.error().message);  // a path that the user can mend
        sinks.push_back(std::move(*sink));
    }
    return sinks;
}

bool wantsMetrics(const std::vector<config::Output>& outputs) {
    return std::ranges::any_of(
        outputs, [](const config::Output& output) { return output.record != config::Recorded::varbinds; });
}

std::unique_ptr<sink::Sink> filtered(std::unique_ptr<sink::Sink> sink, Only only) {
    if (only == Only::all) return sink;
    return std::make_unique<OnlySink>(std::move(sink), only);
}

}  // namespace snmpolld::daemon
