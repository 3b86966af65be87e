// FileSink: one format to one file or to stdout ("-"). Files are opened for append (O_APPEND) and get whole lines only.
#pragma once

#include <filesystem>
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

// Errors: the file cannot be opened. CSV's header is written when the file is empty.
Result<std::unique_ptr<Sink>> openFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                           const format::FormatContext& context);

}  // namespace snmpolld::sink
