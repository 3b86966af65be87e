// The formats one by one, as format.cpp calls them: each appends one record, whole lines only.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "format/format.hpp"

namespace snmpolld::format {

inline constexpr std::string_view kCsvHeader =
    "run,seq,host,address,scheduled,started,duration_ms,status,error,oid,name,type,value,hex,part,last,rate,"
    "rate_reason\n";

void formatJsonl(const FormatContext& context, const model::HostRecord& record, std::string& out);
void formatCsv(const FormatContext& context, const model::HostRecord& record, std::string& out);

// Only the samples.
void formatInfluxRecord(const FormatContext& context, const model::HostRecord& record, std::string& out);
std::unique_ptr<Formatter> makePrometheusFormatter();

// Without a look at `tables`.
std::unique_ptr<Formatter> makeTextFormatter(const FormatContext& context);
// With `tables`; what lies under none of them goes to a text formatter.
std::unique_ptr<Formatter> makeTableFormatter(const FormatContext& context);

}  // namespace snmpolld::format
