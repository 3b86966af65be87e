// A writer sink hands records to the process that brings them to a database (pool::WriterChild).
#pragma once

#include <memory>
#include <string>

#include "base/clocks.hpp"
#include "base/result.hpp"
#include "loop/loop.hpp"
#include "model/writer_settings.hpp"
#include "sink/sink.hpp"

namespace snmpolld::sink {

struct WriterSinkSpec {
    std::string program;  // the executable of the process
    std::string run;      // the id of this start of snmpolld
    model::WriterSettings settings;
};

// A writer whose settings stay goes on over a reload; one with the same name and other settings is replaced, and
// brings what it has got to its end first.
std::unique_ptr<PreparedSink> prepareWriterSink(loop::Loop& loop, const Clocks& clocks, WriterSinkSpec spec);

}  // namespace snmpolld::sink
