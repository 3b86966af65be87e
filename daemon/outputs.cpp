#include "outputs.hpp"

#include <algorithm>
#include <cstdio>

#include "base/log.hpp"
#include "base/text.hpp"
#include "child_path.hpp"
#include "exit_codes.hpp"
#include "sink/file_sink.hpp"
#include "sink/writer_sink.hpp"
#include "state_path.hpp"

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
        case config::OutputType::influx:
        case config::OutputType::remote_write:
            break;
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

using Prepared = Result<std::unique_ptr<sink::PreparedSink>>;

Prepared prepareFile(loop::Loop& loop, const config::Output& output, format::FormatContext context,
                     const sink::Fanout& present) {
    context.varbinds = output.record != config::Recorded::metrics;
    context.metrics = output.record != config::Recorded::varbinds;
    const sink::FileSinkSpec spec{formatOf(output.type), output.path, syncOf(output.sync)};
    return sink::prepareFileSink(loop, spec, context, &present);
}

Prepared prepareWriter(loop::Loop& loop, const Clocks& clocks, model::WriterSettings settings, const std::string& run) {
    auto program = httpWriterPath();
    if (!program) return tl::unexpected(program.error());
    if (settings.spool.max_size == 0)
        settings.spool.folder.clear();
    else if (settings.spool.folder.empty())
        settings.spool.folder = defaultSpoolPath(settings.name).string();
    if (settings.spool.folder.empty())
        log::warning("output_without_spool",
                     {{"output", settings.name}, {"until", "spool.path is given, or there is a state directory"}});
    if (settings.insecure_skip_verify)
        log::warning("output_unverified", {{"output", settings.name}, {"because", "insecure_skip_verify"}});
    return sink::prepareWriterSink(loop, clocks, {.program = *program, .run = run, .settings = std::move(settings)});
}

bool hasFileOfAnother(const sink::PreparedSink& sink, const std::vector<std::unique_ptr<sink::PreparedSink>>& others) {
    const std::string file = sink.file();
    return !file.empty() && std::ranges::any_of(others, [&](const auto& other) { return other->file() == file; });
}

}  // namespace

Result<std::vector<std::unique_ptr<sink::PreparedSink>>> prepareOutputs(loop::Loop& loop, const Clocks& clocks,
                                                                        const std::vector<config::Output>& outputs,
                                                                        const format::FormatContext& context,
                                                                        const sink::Fanout& present) {
    std::vector<std::unique_ptr<sink::PreparedSink>> sinks;
    for (const config::Output& output : outputs) {
        auto sink = output.isFile() ? prepareFile(loop, output, context, present)
                                    : prepareWriter(loop, clocks, output.writer, context.run);
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
