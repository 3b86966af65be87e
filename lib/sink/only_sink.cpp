#include "sink/only_sink.hpp"

#include <unordered_map>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::sink {

namespace {

constexpr size_t kMaxHeld = 100'000;  // varbinds; when they are reached, the parts of one poll are passed on

class OnlySink : public Sink {
  public:
    OnlySink(std::unique_ptr<Sink> inner, Only only) : inner_(std::move(inner)), only_(only) {}

    void write(const model::HostRecord& record) override;
    void finish() override { inner_->finish(); }
    void reopen() override { inner_->reopen(); }
    bool idle() const override { return inner_->idle(); }
    bool saturated() const override { return inner_->saturated(); }
    bool broken() const override { return inner_->broken(); }
    SinkState state() const override { return inner_->state(); }

  private:
    struct Poll {
        std::vector<model::HostRecord> held;
        bool passed = false;  // its further parts are passed on at once
    };

    bool wanted(const model::HostRecord& record) const {
        return (record.status == model::Status::ok) == (only_ == Only::ok);
    }
    void hold(const model::HostRecord& part);
    void end(const model::HostRecord& last);
    void pass(Poll& poll, const model::Target* target);
    void forget(Poll& poll);

    std::unique_ptr<Sink> inner_;
    Only only_;
    std::unordered_map<uint64_t, Poll> polls_;  // by task; those whose last part has not come yet
    size_t held_ = 0;                           // varbinds of all parts that are held back
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

// The target that a held part points to may be gone by now, so each gets that of the record that is being written.
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

std::unique_ptr<Sink> filtered(std::unique_ptr<Sink> sink, Only only) {
    if (only == Only::all) return sink;
    return std::make_unique<OnlySink>(std::move(sink), only);
}

}  // namespace snmpolld::sink
