#include "writer/rejected_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>

#include "base/float_text.hpp"
#include "base/unique_fd.hpp"
#include "base/utf8.hpp"
#include "format/json_quotes.hpp"

namespace snmpolld::writer {

namespace {

using format::Line;

void key(Line& line, std::string_view name, std::string_view value) {
    line.literal("\"");
    line.text(name);
    line.literal("\":");
    std::string shown;
    appendAsUtf8(shown, value);
    format::quote(line, shown);
}

void labelsOf(Line& line, const model::Labels& labels) {
    line.literal(",\"labels\":{");
    bool first = true;
    for (const auto& [name, value] : labels) {
        if (!std::exchange(first, false)) line.literal(",");
        std::string shown;
        appendAsUtf8(shown, name);
        format::quote(line, shown);
        line.literal(":");
        shown.clear();
        appendAsUtf8(shown, value);
        format::quote(line, shown);
    }
    line.literal("}");
}

void sampleOf(Line& line, const model::OutputRecord& record, const model::OutputSample& sample) {
    line.literal("{");
    key(line, "name", record.families[sample.family].name);
    labelsOf(line, record.label_sets[sample.labels]);
    line.literal(",\"value\":");
    if (std::isfinite(sample.value))
        line.append([&](std::string& out) { appendGeneral(out, sample.value); });
    else
        line.literal("null");
    line.literal("}");
}

}  // namespace

std::string rejectedLine(const model::OutputRecord& record, const std::string& why, WallTime now) {
    std::string out;
    {
        Line line(out);
        line.literal("{");
        key(line, "rejected", formatUtc(now));
        line.literal(",");
        key(line, "why", why);
        line.literal(",");
        key(line, "host", record.host);
        line.literal(",");
        key(line, "run", record.run);
        line.literal(",\"seq\":");
        line.integer(record.seq);
        line.literal(",");
        key(line, "started", formatUtc(record.started.value_or(record.scheduled)));
        line.literal(",\"samples\":[");
        for (size_t i = 0; i < record.samples.size(); ++i) {
            if (i > 0) line.literal(",");
            sampleOf(line, record, record.samples[i]);
        }
        line.literal("]}\n");
    }
    return out;
}

Result<void> RejectedFile::add(const model::OutputRecord& record, const std::string& why, WallTime now) {
    if (path_.empty()) return {};
    const UniqueFd file(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return systemError("open " + path_, errno);
    struct stat status {};
    const std::string line = rejectedLine(record, why, now);
    if (::fstat(file.get(), &status) != 0) return systemError("stat " + path_, errno);
    if (static_cast<uint64_t>(status.st_size) + line.size() > kMostOctets) return {};
    const ssize_t written = ::write(file.get(), line.data(), line.size());
    if (written == static_cast<ssize_t>(line.size())) return {};
    const int error = written < 0 ? errno : ENOSPC;
    if (written > 0) static_cast<void>(::ftruncate(file.get(), status.st_size));
    return systemError("write " + path_, error);
}

}  // namespace snmpolld::writer
