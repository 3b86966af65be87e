#include "sink/writer_sink.hpp"

#include <utility>

#include "base/log.hpp"
#include "pool/writer_child.hpp"
#include "samples/output_records.hpp"

namespace snmpolld::sink {

namespace {

constexpr Duration kWarnAgain = std::chrono::seconds(10);

class WriterSink final : public Sink {
  public:
    WriterSink(loop::Loop& loop, const Clocks& clocks, WriterSinkSpec spec)
        : clocks_(clocks), run_(std::move(spec.run)), child_(loop, clocks, spec.program, std::move(spec.settings)) {
        child_.start();
    }

    std::string_view destination() const override { return child_.settings().name; }
    bool hasSettings(const model::WriterSettings& settings) const { return child_.settings() == settings; }

    // The samples of all parts are in the last one.
    void write(const model::HostRecord& record) override {
        if (!record.last) return;
        child_.write(samples::outputRecordOf(record, {record.question, record.one_of_several}, run_));
        warn();
    }
    void hostChanged(const std::string& host) override { child_.forget(host); }
    void finish() override { child_.finish(); }
    void reopen() override {}
    bool idle() const override { return child_.isOver(); }
    bool saturated() const override { return child_.state().kept_octets > pool::WriterChild::kMostKept / 2; }
    bool broken() const override { return false; }
    SinkState state() const override;

  private:
    void warn();

    const Clocks& clocks_;
    const std::string run_;
    pool::WriterChild child_;
    uint64_t dropped_said_ = 0;
    MonoTime next_warning_{};
};

void WriterSink::warn() {
    const uint64_t dropped = child_.state().dropped_records;
    if (dropped == dropped_said_ || clocks_.mono() < next_warning_) return;
    next_warning_ = clocks_.mono() + kWarnAgain;
    log::warning("output_dropped",
                 {{"output", destination()}, {"records", dropped - dropped_said_}, {"total", dropped}});
    dropped_said_ = dropped;
}

SinkState WriterSink::state() const {
    const pool::WriterChild::State state = child_.state();
    const ipc::WriterReport& report = state.report;
    return {.name = std::string(destination()),
            .written = state.records - state.dropped_records,
            .dropped = state.dropped_records,
            .unwritten = state.kept_records,
            .queued_bytes = state.kept_octets,
            .trouble = report.trouble,
            .database = DatabaseState{.written = report.written,
                                      .rejected = report.rejected,
                                      .dropped = report.dropped + state.dropped_samples,
                                      .spooled = report.spooled,
                                      .retries = report.retries,
                                      .spool_bytes = report.spool_bytes,
                                      .restarts = state.restarts,
                                      .spool_oldest = report.spool_oldest,
                                      .last_success = report.last_success}};
}

class PreparedWriter final : public PreparedSink {
  public:
    PreparedWriter(loop::Loop& loop, const Clocks& clocks, WriterSinkSpec spec)
        : loop_(loop), clocks_(clocks), spec_(std::move(spec)) {}

    std::string_view destination() const override { return spec_.settings.name; }
    bool canBe(const Sink& present) const override;
    std::unique_ptr<Sink> begin(std::unique_ptr<Sink> before) override;

  private:
    loop::Loop& loop_;
    const Clocks& clocks_;
    WriterSinkSpec spec_;
};

bool PreparedWriter::canBe(const Sink& present) const {
    const auto* const writer = dynamic_cast<const WriterSink*>(&present);
    return writer != nullptr && writer->hasSettings(spec_.settings);
}

std::unique_ptr<Sink> PreparedWriter::begin(std::unique_ptr<Sink> before) {
    return before ? std::move(before) : std::make_unique<WriterSink>(loop_, clocks_, std::move(spec_));
}

}  // namespace

std::unique_ptr<PreparedSink> prepareWriterSink(loop::Loop& loop, const Clocks& clocks, WriterSinkSpec spec) {
    return std::make_unique<PreparedWriter>(loop, clocks, std::move(spec));
}

}  // namespace snmpolld::sink
