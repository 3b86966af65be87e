// A file sink writes records in one format to one file or to standard output. Files are opened for appending
// (O_APPEND), only ever get whole lines, and have no other writer that takes the same lock. A file that somebody
// deletes is opened anew; one that is renamed is written on until reopen(). A FIFO waits for its readers, who may come
// and go.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "format/format.hpp"
#include "loop/file_writer.hpp"
#include "loop/loop.hpp"
#include "sink/sink.hpp"

namespace snmpolld::sink {

class Fanout;

struct FileSinkSpec {
    format::Format format = format::Format::jsonl;
    std::string path = "-";  // "-": standard output
    loop::SyncPolicy sync = loop::SyncPolicy::never;
};

// Opens the file and takes its lock, unless one of `present`, which may be null, has it: that one will go on. Errors:
// the file cannot be opened, or somebody else writes to it. The header of CSV is written if the file is empty.
Result<std::unique_ptr<PreparedSink>> prepareFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                                      const format::FormatContext& context, const Fanout* present);

// The same for a path that no other sink writes to.
Result<std::unique_ptr<Sink>> openFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                           const format::FormatContext& context);

}  // namespace snmpolld::sink
