#include "sink/format.hpp"

#include "sink/formats.hpp"

namespace snmpolld::sink {

std::string_view formatName(Format format) {
    switch (format) {
        case Format::jsonl:
            return "jsonl";
        case Format::csv:
            return "csv";
        case Format::text:
            return "text";
    }
    return "text";
}

std::string_view formatHeader(Format format) {
    return format == Format::csv ? kCsvHeader : std::string_view();
}

void formatRecord(Format format, const FormatContext& context, const model::HostRecord& record, std::string& out) {
    switch (format) {
        case Format::jsonl:
            return formatJsonl(context, record, out);
        case Format::csv:
            return formatCsv(context, record, out);
        case Format::text:
            return formatText(context, record, out);
    }
}

}  // namespace snmpolld::sink
