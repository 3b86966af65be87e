// Turns the `outputs` of a config into sinks.
#pragma once

#include <memory>
#include <vector>

#include "base/clocks.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "format/format.hpp"
#include "loop/loop.hpp"
#include "sink/fanout.hpp"

namespace snmpolld::daemon {

// Opens all outputs, while those that were opened before, `present`, go on. Errors: one of them cannot be opened, has
// the same file as another one, or is written to by another process.
Result<std::vector<std::unique_ptr<sink::PreparedSink>>> prepareOutputs(loop::Loop& loop, const Clocks& clocks,
                                                                        const std::vector<config::Output>& outputs,
                                                                        const format::FormatContext& context,
                                                                        const sink::Fanout& present);

// Whether any of them writes the samples of modules.
bool wantsMetrics(const std::vector<config::Output>& outputs);

// What the outputs have not written, when nothing will be written any more. What was meant for a reader who has left
// for good is only logged.
class MissingRecords {
  public:
    explicit MissingRecords(const sink::Fanout& sinks);  // says it in the log

    void print() const;    // says it on stderr
    int exitCode() const;  // kNotWritten, or kOk if nothing is missing

  private:
    std::vector<sink::NotWritten> missing_;
};

}  // namespace snmpolld::daemon
