#include "samples/last_samples.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>
#include <utility>

#include "format/prometheus.hpp"

namespace snmpolld::samples {

namespace {

using model::HostRecord;
using model::Sample;
using model::Status;

constexpr size_t kPiece = 64 << 10;  // octets of the page at least, when there are so many

const model::MetricDefinition kUp{
    .name = "snmpolld_up", .oid = {}, .help = "Whether the device answered the last poll: status ok or partial."};
const model::MetricDefinition kDuration{
    .name = "snmpolld_poll_duration_seconds", .oid = {}, .help = "How long the last poll took."};
const model::MetricDefinition kStatus{
    .name = "snmpolld_poll_status", .oid = {}, .help = "How the last poll ended; always 1."};

bool answered(const HostRecord& record) {
    return record.status == Status::ok || record.status == Status::partial;
}

std::string modulesOf(const HostRecord& record) {
    std::string out;
    for (const std::string& name : record.target->module_set->modules)
        out += (out.empty() ? "" : ",") + name;
    return out;
}

std::vector<Sample> verdictOf(const HostRecord& record, bool one_of_several) {
    const auto gauge = model::SampleType::gauge;
    std::vector<Sample> samples{
        {&kUp, kUp.name, gauge, {}, answered(record) ? 1.0 : 0.0},
        {&kDuration, kDuration.name, gauge, {}, toSeconds(record.duration)},
        {&kStatus, kStatus.name, gauge, {{"status", std::string(statusName(record.status))}}, 1}};
    if (one_of_several)
        for (Sample& sample : samples)
            sample.labels.emplace_back("modules", modulesOf(record));
    return samples;
}

std::string shownText(const HostRecord& record, std::span<const Sample> samples, bool one_of_several) {
    std::vector<std::pair<std::string, std::string>> labels{{"host", record.target->host}};
    labels.insert(labels.end(), record.target->labels.begin(), record.target->labels.end());
    const std::vector<Sample> verdict = verdictOf(record, one_of_several);
    const std::array groups{format::SampleGroup{.samples = samples, .labels = labels},
                            format::SampleGroup{.samples = verdict, .labels = labels}};
    std::string text;
    format::formatPrometheus(groups, text);
    return text;
}

// The first line of `text`, with its end, which is taken off.
std::string_view takeLine(std::string_view& text) {
    const std::string_view line = text.substr(0, std::min(text.size(), text.find('\n')) + 1);
    text.remove_prefix(line.size());
    return line;
}

// "{a="b"} 1" -> {a="b"}
std::string_view labelsIn(std::string_view line) {
    return line.substr(0, line.rfind(' '));
}

// "# TYPE name counter" -> name
std::string_view nameIn(std::string_view type_line) {
    type_line.remove_prefix(std::string_view("# TYPE ").size());
    return type_line.substr(0, type_line.find(' '));
}

void append(std::string& out, std::string_view name, std::string_view lines) {
    while (!lines.empty()) {
        out += name;
        out += takeLine(lines);
    }
}

}  // namespace

void LastSamples::take(const HostRecord& record, QuestionPlace asked) {
    if (record.status == Status::skipped) return;
    const uint32_t slot = slotOf(record.target->host, asked.number);
    put(slot, {.further = shown_[slot].further});
    const std::span<const Sample> samples = answered(record) ? std::span(record.samples) : std::span<const Sample>();
    std::string text = shownText(record, samples, asked.one_of_several);
    const bool fits = samples.empty() || bytes_ + text.size() <= most_bytes_;
    if (!fits) {
        ++left_out_;
        text = shownText(record, {}, asked.one_of_several);
    }
    Shown shown{.samples = fits ? static_cast<uint32_t>(samples.size()) : 0, .further = shown_[slot].further};
    split(text, slot, shown);
    put(slot, std::move(shown));
    if (asked.one_of_several) dropRepeats(record.target->host, slot);
}

uint32_t LastSamples::slotOf(const std::string& host, size_t question) {
    const auto [it, fresh] = slots_.try_emplace(host, kNoSlot);
    if (fresh) it->second = takeSlot();
    uint32_t slot = it->second;
    for (; question > 0; --question) {
        const uint32_t further = shown_[slot].further == kNoSlot ? takeSlot() : shown_[slot].further;
        shown_[slot].further = further;
        slot = further;
    }
    return slot;
}

void LastSamples::dropRepeats(const std::string& host, uint32_t newest) {
    for (uint32_t slot = slots_.at(host); slot != kNoSlot; slot = shown_[slot].further) {
        if (slot == newest) continue;
        Shown kept{.samples = shown_[slot].samples, .further = shown_[slot].further};
        for (const Section& section : shown_[slot].sections) {
            const size_t before = kept.text.size();
            addOthers(textOf(shown_[slot], *section.family), textOf(shown_[newest], *section.family), kept);
            if (kept.text.size() > before) kept.sections.push_back({section.family, kept.text.size()});
        }
        put(slot, std::move(kept));
    }
}

// Those of the lines whose labels are not among the newer ones.
void LastSamples::addOthers(std::string_view lines, std::string_view newer, Shown& shown) {
    std::unordered_set<std::string_view> repeated;
    while (!newer.empty())
        repeated.insert(labelsIn(takeLine(newer)));
    while (!lines.empty()) {
        const std::string_view line = takeLine(lines);
        if (repeated.contains(labelsIn(line)))
            --shown.samples;
        else
            shown.text += line;
    }
}

uint32_t LastSamples::takeSlot() {
    if (free_.empty()) {
        free_.push_back(static_cast<uint32_t>(shown_.size()));
        shown_.emplace_back();
    }
    const uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
}

void LastSamples::put(uint32_t slot, Shown shown) {
    bytes_ += shown.text.size() - shown_[slot].text.size();
    samples_ = samples_ + shown.samples - shown_[slot].samples;
    shown_[slot] = std::move(shown);
}

void LastSamples::split(std::string_view text, uint32_t slot, Shown& shown) {
    while (!text.empty()) {
        std::string head;
        std::string_view name;
        while (text.starts_with("# ")) {
            const std::string_view line = takeLine(text);
            head += line;
            if (line.starts_with("# TYPE ")) name = nameIn(line);
        }
        auto& family = *families_.try_emplace(std::string(name), Family{std::move(head)}).first;
        std::vector<uint32_t>& slots = family.second.slots;
        const auto place = std::ranges::lower_bound(slots, slot);
        if (place == slots.end() || *place != slot) slots.insert(place, slot);
        while (!text.empty() && text[0] != '#')
            shown.text += takeLine(text).substr(name.size());
        shown.sections.push_back({&family, shown.text.size()});
    }
    shown.text.shrink_to_fit();
    shown.sections.shrink_to_fit();
}

void LastSamples::forget(const std::string& host) {
    const auto it = slots_.find(host);
    if (it == slots_.end()) return;
    for (uint32_t slot = it->second; slot != kNoSlot;) {
        free_.push_back(slot);
        const uint32_t further = shown_[slot].further;
        put(slot, {});
        slot = further;
    }
    slots_.erase(it);
}

std::function<std::string()> LastSamples::page() {
    return [this, cursor = Cursor{}]() mutable { return piece(cursor); };
}

std::string LastSamples::piece(Cursor& cursor) {
    std::string out;
    while (out.size() < kPiece) {
        const auto it = families_.lower_bound(cursor.family);
        if (it == families_.end()) return out;
        if (it->first != cursor.family) cursor = {.family = it->first};  // the one that was to come next has gone
        addFamily(*it, cursor, out);
        if (cursor.slot != kNoSlot) continue;
        cursor = {.family = it->first + '\0'};
        if (it->second.slots.empty()) families_.erase(it);
    }
    return out;
}

// As much of it as belongs into the piece. Slots that do not have the family any more are taken out on the way.
void LastSamples::addFamily(Families::value_type& family, Cursor& cursor, std::string& out) {
    std::vector<uint32_t>& slots = family.second.slots;
    const auto first = std::ranges::lower_bound(slots, cursor.slot);
    auto kept = first;
    auto at = first;
    for (; at != slots.end() && out.size() < kPiece; ++at) {
        const std::string_view lines = textOf(shown_[*at], family);
        if (lines.empty()) continue;
        if (!std::exchange(cursor.headed, true)) out += family.second.head;
        append(out, family.first, lines);
        *kept++ = *at;
    }
    cursor.slot = at == slots.end() ? kNoSlot : *at;
    slots.erase(kept, at);
}

std::string_view LastSamples::textOf(const Shown& shown, const Families::value_type& family) {
    const auto name = [](const Section& section) -> const std::string& { return section.family->first; };
    const auto it = std::ranges::lower_bound(shown.sections, family.first, {}, name);
    if (it == shown.sections.end() || it->family != &family) return {};
    const size_t begin = it == shown.sections.begin() ? 0 : std::prev(it)->end;
    return std::string_view(shown.text).substr(begin, it->end - begin);
}

}  // namespace snmpolld::samples
