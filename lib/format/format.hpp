// Turns HostRecords into text: JSON Lines (docs/record.md), CSV (one row per varbind, RFC 4180), aligned text and
// tables for people, and the samples of modules for Prometheus (all hosts together, at the end) and InfluxDB. Nothing
// is written to files here; that is what sinks are for.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::names {
class NameCatalog;
struct Table;
}  // namespace snmpolld::names

namespace snmpolld::format {

enum class Format { jsonl, csv, text, prometheus, influx };

std::string_view formatName(Format format);  // "jsonl"

struct FormatContext {
    const names::NameCatalog& names;  // what OIDs are called; it may change between records
    std::string run{};                // the id of this start of the program, which is in every record
    bool varbinds = true;             // jsonl only: records have their varbinds
    bool metrics = false;             // jsonl only: records have their samples
    bool color = false;               // text only
    bool terminal = false;            // text only: lines also clear what a progress line has left behind them
    int host_width = 20;              // text only: characters of the longest expected host
    int width = 0;                    // text only: columns of the terminal, to which tables are broken; 0: no limit
    std::vector<const names::Table*> tables{};  // text only: what lies under these is printed as tables; borrowed
};

// What comes before the first record: the header row of CSV, nothing in other formats.
std::string_view formatHeader(Format format);

// Formats the records of one output in their order. If a poll comes in parts, text depends on the earlier ones.
class Formatter {
  public:
    virtual ~Formatter() = default;

    // Appends the record as whole lines. Octets of devices are made harmless for the format. Nothing is appended for a
    // part of a table: it is kept until the poll's last part comes, or until too many parts are kept.
    virtual void append(const model::HostRecord& record, std::string& out) = 0;

    // Appends what can only be written once no more records follow.
    virtual void finish(std::string&) {}

    // How many of the records that were appended are kept, so that nothing of them, or not all, has been written.
    virtual size_t kept() const { return 0; }
};

std::unique_ptr<Formatter> makeFormatter(Format format, const FormatContext& context);

// Formats a single record.
void formatRecord(Format format, const FormatContext& context, const model::HostRecord& record, std::string& out);

}  // namespace snmpolld::format
