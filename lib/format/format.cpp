#include "format/format.hpp"

#include "format/for_terminal.hpp"
#include "format/formats.hpp"

namespace snmpolld::format {

namespace {

using FormatFunction = void (*)(const FormatContext&, const model::HostRecord&, std::string&);

// A format for programs that treats every part for itself.
class PlainFormatter : public Formatter {
  public:
    PlainFormatter(const FormatContext& context, FormatFunction format) : context_(context), format_(format) {}

    void append(const model::HostRecord& record, std::string& out) override {
        if (!context_.terminal) return format_(context_, record, out);
        std::string lines;
        format_(context_, record, lines);
        out += forTerminal(lines);
    }

  private:
    FormatContext context_;
    FormatFunction format_;
};

}  // namespace

std::string_view formatName(Format format) {
    switch (format) {
        case Format::jsonl:
            return "jsonl";
        case Format::csv:
            return "csv";
        case Format::text:
            return "text";
        case Format::prometheus:
            return "prometheus";
        case Format::influx:
            return "influx";
    }
    return "text";
}

std::string_view formatHeader(Format format) {
    return format == Format::csv ? kCsvHeader : std::string_view();
}

std::unique_ptr<Formatter> makeFormatter(Format format, const FormatContext& context) {
    switch (format) {
        case Format::jsonl:
            return makeJsonlFormatter(context);
        case Format::csv:
            return std::make_unique<PlainFormatter>(context, formatCsv);
        case Format::influx:
            return std::make_unique<PlainFormatter>(context, formatInfluxRecord);
        case Format::prometheus:
            return makePrometheusFormatter(context);
        case Format::text:
            break;
    }
    return context.tables.empty() ? makeTextFormatter(context) : makeTableFormatter(context);
}

void formatRecord(Format format, const FormatContext& context, const model::HostRecord& record, std::string& out) {
    const auto formatter = makeFormatter(format, context);
    formatter->append(record, out);
    formatter->finish(out);
}

}  // namespace snmpolld::format
