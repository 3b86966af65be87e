// Text for people at a terminal: one aligned line a host. Nobody should parse it.
#include <algorithm>
#include <cstdio>

#include "base/text.hpp"
#include "model/names.hpp"
#include "sink/format_parts.hpp"
#include "sink/formats.hpp"

namespace snmpolld::sink {

namespace {

using model::Status;

constexpr size_t kStatusWidth = 12;  // "auth_failure"

std::string_view colorOf(Status status) {
    switch (status) {
        case Status::ok:
            return "\x1b[32m";
        case Status::partial:
        case Status::skipped:
            return "\x1b[33m";
        case Status::timeout:
        case Status::unreachable:
        case Status::unresolved:
        case Status::auth_failure:
        case Status::agent_error:
        case Status::bad_response:
        case Status::worker_lost:
            return "\x1b[31m";
    }
    return "";
}

// Characters, not bytes; wide ones are not worth a table here.
size_t columnsOf(std::string_view text) {
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

void appendPadded(std::string& out, std::string_view text, size_t width) {
    const size_t columns = columnsOf(text);
    out.append(text).append(width > columns ? width - columns : 0, ' ');
}

void appendStatus(std::string& out, Status status, bool color) {
    if (color) out += colorOf(status);
    appendPadded(out, model::statusName(status), kStatusWidth);
    if (color) out += "\x1b[0m";
}

void appendRtt(std::string& out, Duration rtt) {
    char text[32] = "          -";
    if (rtt >= Duration::zero()) std::snprintf(text, sizeof text, "%8.2f ms", toMilliseconds(rtt));
    out += text;
}

void appendVarbind(std::string& out, const model::Varbind& varbind) {
    out += "  ";
    if (const auto name = model::nameOf(varbind.oid))
        out += *name;
    else
        varbind.oid.appendTo(out);
    out.append(" = ").append(model::displayValue(varbind));
}

}  // namespace

void formatText(const FormatContext& context, const model::HostRecord& record, std::string& out) {
    appendPadded(out, printable(record.target->host), static_cast<size_t>(std::max(context.host_width, 0)));
    out += "  ";
    appendStatus(out, record.status, context.color);
    appendRtt(out, record.rtt);
    for (const model::Varbind& varbind : record.varbinds)
        appendVarbind(out, varbind);
    if (!record.error.empty()) out.append("  ").append(printable(record.error));
    out += context.terminal ? "\x1b[K\n" : "\n";
}

}  // namespace snmpolld::sink
