// HostRecord to text: JSON Lines (docs/record.md), CSV (one row a varbind, RFC 4180), aligned text and tables for
// people, and the samples of its modules for Prometheus (all hosts together, at the end) and InfluxDB. Nothing here
// writes anywhere: that is the sinks' part.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::names {
struct Table;
}

namespace snmpolld::format {

enum class Format { jsonl, csv, text, prometheus, influx };

std::string_view formatName(Format format);  // "jsonl"

struct FormatContext {
    std::string run;        // id of this start, in every record
    bool varbinds = true;   // jsonl only: records have their varbinds
    bool metrics = false;   // jsonl only: records have their samples
    bool color = false;     // text only
    bool terminal = false;  // text only: lines also clear what a progress line has left behind them
    int host_width = 20;    // text only: column of the longest expected host
    int width = 0;          // text only: columns of the terminal, to which tables are broken; 0: no limit
    std::vector<const names::Table*> tables{};  // text only: what lies under these is printed as tables; borrowed
};

// What stands before the first record: the header row of CSV, nothing elsewhere.
std::string_view formatHeader(Format format);

// Formats the records of one output one after the other; text knows what of a poll in parts has gone before.
class Formatter {
  public:
    virtual ~Formatter() = default;

    // Appends the record, whole lines only. Device bytes are made harmless for each format. A part of a table appends
    // nothing: it is kept until the poll's last part has come, or there are too many.
    virtual void append(const model::HostRecord& record, std::string& out) = 0;

    // Appends what can only be written when no further record comes.
    virtual void finish(std::string&) {}
};

std::unique_ptr<Formatter> makeFormatter(Format format, const FormatContext& context);

// One record for itself.
void formatRecord(Format format, const FormatContext& context, const model::HostRecord& record, std::string& out);

}  // namespace snmpolld::format
