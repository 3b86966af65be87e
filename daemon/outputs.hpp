// Turns the `outputs` of a config into sinks.
#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "format/format.hpp"
#include "loop/loop.hpp"
#include "sink/sink.hpp"

namespace snmpolld::daemon {

// Opens all outputs, while those that were opened before go on. Errors: one of them cannot be opened.
Result<std::vector<std::unique_ptr<sink::PreparedSink>>> prepareOutputs(loop::Loop& loop,
                                                                        const std::vector<config::Output>& outputs,
                                                                        const format::FormatContext& context);

// Whether any of them writes the samples of modules.
bool wantsMetrics(const std::vector<config::Output>& outputs);

}  // namespace snmpolld::daemon
