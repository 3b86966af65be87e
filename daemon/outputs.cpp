#include "outputs.hpp"

#include <algorithm>

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

}  // namespace

Result<std::vector<std::unique_ptr<sink::PreparedSink>>> prepareOutputs(loop::Loop& loop,
                                                                        const std::vector<config::Output>& outputs,
                                                                        const format::FormatContext& context) {
    std::vector<std::unique_ptr<sink::PreparedSink>> sinks;
    for (const config::Output& output : outputs) {
        format::FormatContext own = context;
        own.varbinds = output.record != config::Recorded::metrics;
        own.metrics = output.record != config::Recorded::varbinds;
        auto sink = sink::prepareFileSink(loop, {formatOf(output.type), output.path, syncOf(output.sync)}, own);
        if (!sink) return usageError(sink.error().message);  // a path that the user can correct
        sinks.push_back(std::move(*sink));
    }
    return sinks;
}

bool wantsMetrics(const std::vector<config::Output>& outputs) {
    return std::ranges::any_of(
        outputs, [](const config::Output& output) { return output.record != config::Recorded::varbinds; });
}

}  // namespace snmpolld::daemon
