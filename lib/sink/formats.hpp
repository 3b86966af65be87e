// The formats one by one, as format.cpp calls them: each appends one record, whole lines only.
#pragma once

#include <string>
#include <string_view>

#include "sink/format.hpp"

namespace snmpolld::sink {

inline constexpr std::string_view kCsvHeader =
    "run,seq,host,address,scheduled,started,duration_ms,status,error,oid,name,type,value,hex\n";

void formatJsonl(const FormatContext& context, const model::HostRecord& record, std::string& out);
void formatCsv(const FormatContext& context, const model::HostRecord& record, std::string& out);
void formatText(const FormatContext& context, const model::HostRecord& record, std::string& out);

}  // namespace snmpolld::sink
