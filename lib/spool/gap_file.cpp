#include "spool/gap_file.hpp"

#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "spool/crc32c.hpp"

namespace snmpolld::spool {

namespace {

constexpr size_t kMaxGapFile = size_t{1} << 20;
constexpr std::array kReasons = {GapReason::max_size, GapReason::max_age, GapReason::damaged};

// A damaged line must not name another segment as one to be removed, hence the CRC32C.
std::string gapLine(const Gap& gap) {
    std::string line =
        "{\"from_ms\":" + std::to_string(stampOf(gap.from)) + ",\"to_ms\":" + std::to_string(stampOf(gap.to)) +
        ",\"entries\":" + std::to_string(gap.lost.entries) + ",\"samples\":" + std::to_string(gap.lost.samples) +
        ",\"segment\":" + std::to_string(gap.segment) + ",\"why\":\"" + std::string(wordFor(gap.why)) + "\"";
    std::array<char, 32> crc{};
    std::snprintf(crc.data(), crc.size(), ",\"crc32c\":\"%08x\"}", crc32c(line));
    return line + crc.data();
}

// nullopt: not exactly a line as gapLine() writes it.
std::optional<Gap> parseGapLine(const std::string& line) {
    long long from = 0, to = 0;
    unsigned long long entries = 0, samples = 0, segment = 0;
    const int fields = std::sscanf(
        line.c_str(), "{\"from_ms\":%19lld,\"to_ms\":%19lld,\"entries\":%20llu,\"samples\":%20llu,\"segment\":%20llu",
        &from, &to, &entries, &samples, &segment);
    if (fields != 5 || segment > kMaxNumber) return std::nullopt;
    Gap gap{.from = timeOf(from), .to = timeOf(to), .lost = {entries, samples}, .segment = segment};
    for (const GapReason why : kReasons) {
        gap.why = why;
        if (gapLine(gap) == line) return gap;
    }
    return std::nullopt;
}

}  // namespace

std::string_view wordFor(GapReason why) {
    switch (why) {
        case GapReason::max_size:
            return "max_size";
        case GapReason::max_age:
            return "max_age";
        case GapReason::damaged:
            return "damaged";
    }
    return "";
}

GapFile::GapFile(Disk& disk, const std::filesystem::path& folder) : disk_(disk), path_(folder / "gaps.jsonl") {
    const std::string text = readFile(disk_, path_, kMaxGapFile).value_or("");
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (const auto gap = parseGapLine(std::string(line))) latest_.push_back(*gap);
    }
}

void GapFile::add(const Gap& gap) {
    latest_.push_back(gap);
    new_.push_back(gap);
    if (latest_.size() > kMost) latest_.erase(latest_.begin());
    saved_ = false;
    static_cast<void>(save());
}

Result<void> GapFile::save() {
    if (saved_) return {};
    std::string text;
    for (const Gap& gap : latest_)
        text += gapLine(gap) + '\n';
    auto written = replaceContent(disk_, path_, text);
    saved_ = written.has_value();
    return written;
}

std::vector<Gap> GapFile::takeNew() {
    return std::exchange(new_, {});
}

}  // namespace snmpolld::spool
