#include "outputs.hpp"

#include <algorithm>
#include <cstdio>

#include "base/log.hpp"
#include "base/text.hpp"
#include "exit_codes.hpp"
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

bool hasFileOfAnother(const sink::PreparedSink& sink, const std::vector<std::unique_ptr<sink::PreparedSink>>& others) {
    const std::string file = sink.file();
    return !file.empty() && std::ranges::any_of(others, [&](const auto& other) { return other->file() == file; });
}

}  // namespace

Result<std::vector<std::unique_ptr<sink::PreparedSink>>> prepareOutputs(loop::Loop& loop,
                                                                        const std::vector<config::Output>& outputs,
                                                                        const format::FormatContext& context,
                                                                        const sink::Fanout& present) {
    std::vector<std::unique_ptr<sink::PreparedSink>> sinks;
    for (const config::Output& output : outputs) {
        format::FormatContext own = context;
        own.varbinds = output.record != config::Recorded::metrics;
        own.metrics = output.record != config::Recorded::varbinds;
        const sink::FileSinkSpec spec{formatOf(output.type), output.path, syncOf(output.sync)};
        auto sink = sink::prepareFileSink(loop, spec, own, &present);
        if (!sink) return tl::unexpected(sink.error());
        if (hasFileOfAnother(**sink, sinks))
            return usageError("outputs: " + output.path + " is written by two of them");
        sinks.push_back(std::move(*sink));
    }
    return sinks;
}

bool wantsMetrics(const std::vector<config::Output>& outputs) {
    return std::ranges::any_of(
        outputs, [](const config::Output& output) { return output.record != config::Recorded::varbinds; });
}

MissingRecords::MissingRecords(const sink::Fanout& sinks) : missing_(sinks.notWritten()) {
    for (const auto& [output, records, why, reader_left] : missing_) {
        const auto level = reader_left ? log::Level::info : log::Level::error;
        log::write(level, "records_not_written", {{"output", output}, {"records", records}, {"error", why}});
    }
    std::erase_if(missing_, [](const sink::NotWritten& some) { return some.reader_left; });
}

void MissingRecords::print() const {
    for (const auto& [output, records, why, reader_left] : missing_)
        std::fprintf(stderr, "snmpolld: %s: %llu record%s could not be written%s%s\n", printable(output).c_str(),
                     static_cast<unsigned long long>(records), records == 1 ? "" : "s", why.empty() ? "" : ": ",
                     printable(why).c_str());
}

int MissingRecords::exitCode() const {
    return missing_.empty() ? kOk : kNotWritten;
}

}  // namespace snmpolld::daemon
