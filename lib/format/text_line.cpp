#include "format/text_line.hpp"

#include <algorithm>
#include <cstdio>

#include "base/text.hpp"

namespace snmpolld::format {

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

void appendColored(std::string& out, const FormatContext& context, Status status, size_t width) {
    if (context.color) out += colorOf(status);
    appendPadded(out, model::statusName(status), width);
    if (context.color) out += "\x1b[0m";
}

void appendRtt(std::string& out, Duration rtt) {
    char text[32] = "          -";
    if (rtt >= Duration::zero()) std::snprintf(text, sizeof text, "%8.2f ms", toMilliseconds(rtt));
    out += text;
}

bool beginsCharacter(char c) {
    return (c & 0xc0) != 0x80;
}

}  // namespace

size_t columnsOf(std::string_view text) {
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), beginsCharacter));
}

void appendPadded(std::string& out, std::string_view text, size_t width) {
    const size_t columns = columnsOf(text);
    out.append(text).append(width > columns ? width - columns : 0, ' ');
}

std::string cutTo(std::string text, size_t width) {
    if (text.size() <= width || columnsOf(text) <= width) return text;
    size_t end = 0;
    for (size_t columns = 0; end < text.size(); ++end)
        if (beginsCharacter(text[end]) && ++columns == width) break;
    text.resize(end);
    return text += "\xe2\x80\xa6";
}

void appendStatus(std::string& out, const FormatContext& context, Status status) {
    appendColored(out, context, status, 0);
}

void appendHead(std::string& out, const FormatContext& context, const model::HostRecord& record) {
    appendPadded(out, printable(record.target->host), static_cast<size_t>(std::max(context.host_width, 0)));
    out += "  ";
    appendColored(out, context, record.status, kStatusWidth);
    appendRtt(out, record.rtt);
}

void endLine(std::string& out, const FormatContext& context) {
    out += context.terminal ? "\x1b[K\n" : "\n";
}

}  // namespace snmpolld::format
