// The formats as format.cpp calls them. Each function appends one record as whole lines.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "format/format.hpp"

namespace snmpolld::format {

inline constexpr std::string_view kCsvHeader =
    "run,seq,host,address,scheduled,started,duration_ms,status,error,oid,name,type,value,hex,part,last,rate,"
    "rate_reason,varbind_error,missed,missed_last\n";

std::unique_ptr<Formatter> makeJsonlFormatter(const FormatContext& context);
void formatCsv(const FormatContext& context, const model::HostRecord& record, std::string& out);

// Appends only the samples.
void formatInfluxRecord(const FormatContext& context, const model::HostRecord& record, std::string& out);
std::unique_ptr<Formatter> makePrometheusFormatter(const FormatContext& context);

// Ignores the context's `tables`.
std::unique_ptr<Formatter> makeTextFormatter(const FormatContext& context);
// Prints the context's `tables`. Varbinds outside of them go to a text formatter.
std::unique_ptr<Formatter> makeTableFormatter(const FormatContext& context);

}  // namespace snmpolld::format
