#include "outputs.hpp"

#include "sink/file_sink.hpp"

namespace snmpolld::daemon {

namespace {

sink::Format formatOf(config::OutputType type) {
    switch (type) {
        case config::OutputType::jsonl:
            return sink::Format::jsonl;
        case config::OutputType::csv:
            return sink::Format::csv;
        case config::OutputType::text:
            return sink::Format::text;
    }
    return sink::Format::jsonl;
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

class OnlySink : public sink::Sink {
  public:
    OnlySink(std::unique_ptr<sink::Sink> inner, Only only) : inner_(std::move(inner)), only_(only) {}

    void write(const model::HostRecord& record) override {
        if ((record.status == model::Status::ok) == (only_ == Only::ok)) inner_->write(record);
    }
    void reopen() override { inner_->reopen(); }
    bool idle() const override { return inner_->idle(); }
    bool saturated() const override { return inner_->saturated(); }
    bool broken() const override { return inner_->broken(); }
    sink::SinkState state() const override { return inner_->state(); }

  private:
    std::unique_ptr<sink::Sink> inner_;
    Only only_;
};

}  // namespace

Result<std::vector<std::unique_ptr<sink::Sink>>> openOutputs(loop::Loop& loop,
                                                             const std::vector<config::Output>& outputs,
                                                             const sink::FormatContext& context) {
    std::vector<std::unique_ptr<sink::Sink>> sinks;
    for (const config::Output& output : outputs) {
        auto sink = sink::openFileSink(loop, {formatOf(output.type), output.path, syncOf(output.sync)}, context);
        if (!sink) return usageError(sink.error().message);  // a path that the user can mend
        sinks.push_back(std::move(*sink));
    }
    return sinks;
}

std::unique_ptr<sink::Sink> filtered(std::unique_ptr<sink::Sink> sink, Only only) {
    if (only == Only::all) return sink;
    return std::make_unique<OnlySink>(std::move(sink), only);
}

}  // namespace snmpolld::daemon
