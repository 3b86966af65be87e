// A file sink writes records in one format to one file or to standard output. Files are opened for appending (O_APPEND)
// and only ever get whole lines.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "format/format.hpp"
#include "loop/file_writer.hpp"
#include "loop/loop.hpp"
#include "sink/sink.hpp"

namespace snmpolld::sink {

struct FileSinkSpec {
    format::Format format = format::Format::jsonl;
    std::string path = "-";  // "-": standard output
    loop::SyncPolicy sync = loop::SyncPolicy::never;
};

// Opens the file. Errors: it cannot be opened. The header of CSV is written if the file is empty.
Result<std::unique_ptr<PreparedSink>> prepareFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                                      const format::FormatContext& context);

// The same for a path that no other sink writes to.
Result<std::unique_ptr<Sink>> openFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                           const format::FormatContext& context);

}  // namespace snmpolld::sink
