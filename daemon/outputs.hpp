// From `outputs` of the config, or --format and --output, to sinks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "format/format.hpp"
#include "loop/loop.hpp"
#include "sink/sink.hpp"

namespace snmpolld::daemon {

enum class Only { all, ok, failed };

// Errors: one that cannot be opened; then none is.
Result<std::vector<std::unique_ptr<sink::Sink>>> openOutputs(loop::Loop& loop,
                                                             const std::vector<config::Output>& outputs,
                                                             const format::FormatContext& context);

// Whether any of them shows the samples of modules.
bool wantsMetrics(const std::vector<config::Output>& outputs);

// Passes on only the records whose status is, or is not, ok. Of a poll in parts all or none; one of more than 100,000
// varbinds is passed on whatever its status.
std::unique_ptr<sink::Sink> filtered(std::unique_ptr<sink::Sink> sink, Only only);

}  // namespace snmpolld::daemon
