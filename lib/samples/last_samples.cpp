#include "samples/last_samples.hpp"

#include <algorithm>
#include <unordered_set>

#include "format/prometheus_lines.hpp"
#include "samples/packed_samples.hpp"

namespace snmpolld::samples {

namespace {

using model::HostRecord;
using model::Sample;
using model::Status;

constexpr size_t kPiece = 64 << 10;  // octets that each piece of the page has at least, except the last

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

// The host, and the labels that its target has.
std::vector<std::pair<std::string, std::string>> labelsOf(const model::Target& target) {
    std::vector<std::pair<std::string, std::string>> labels{{"host", target.host}};
    labels.insert(labels.end(), target.labels.begin(), target.labels.end());
    return labels;
}

// Samples of one name that follow one another.
using Run = std::span<const Sample>;

void addRuns(std::span<const Sample> samples, std::vector<Run>& runs) {
    while (!samples.empty()) {
        const auto other = std::ranges::find_if(samples, [&](const Sample& s) { return s.name != samples[0].name; });
        runs.push_back(samples.first(static_cast<size_t>(other - samples.begin())));
        samples = samples.subspan(runs.back().size());
    }
}

// By family; runs of one name stay in the order in which they came.
std::vector<Run> sortedRuns(std::span<const Sample> samples, std::span<const Sample> verdict) {
    std::vector<Run> runs;
    addRuns(samples, runs);
    addRuns(verdict, runs);
    std::ranges::stable_sort(runs, {}, [](const Run& run) -> const std::string& { return run[0].name; });
    return runs;
}

void appendLines(std::string_view family, PackedSamples& samples, std::string& out) {
    format::LineWriter writer(out);
    writer.useTargetLabels(samples.targetLabels());
    while (samples.next())
        writer.append(family, samples.labels(), samples.value());
}

// The labels as they are shown. Different octets of a device may be shown alike, and then are one series.
std::string seriesOf(const PackedSamples& samples) {
    std::string series;
    format::LineWriter writer(series);
    writer.useTargetLabels(samples.targetLabels());
    writer.appendLabels(samples.labels());
    return series;
}

std::unordered_set<std::string> seriesIn(PackedSamples& samples) {
    std::unordered_set<std::string> series;
    while (samples.next())
        series.insert(seriesOf(samples));
    return series;
}

}  // namespace

void LastSamples::take(const HostRecord& record, QuestionPlace asked) {
    if (record.status == Status::skipped) return;
    const uint32_t slot = slotOf(record.target->host, asked.number);
    put(slot, {.further = shown_[slot].further});
    const std::span<const Sample> samples = answered(record) ? std::span(record.samples) : std::span<const Sample>();
    const std::vector<Sample> verdict = verdictOf(record, asked.one_of_several);
    Packed packed = pack(*record.target, samples, verdict);
    const bool fits = samples.empty() || bytes_ + packed.size() <= most_bytes_;
    if (!fits) {
        ++left_out_;
        packed = pack(*record.target, {}, verdict);
    }
    Shown shown{.samples = fits ? static_cast<uint32_t>(samples.size()) : 0, .further = shown_[slot].further};
    enter(std::move(packed), slot, shown);
    put(slot, std::move(shown));
    if (asked.one_of_several) dropRepeats(record.target->host, slot);
}

LastSamples::Packed LastSamples::pack(const model::Target& target, std::span<const Sample> samples,
                                      std::span<const Sample> verdict) {
    const auto own = labelsOf(target);
    const auto shown = format::targetLabels(own);
    std::vector<format::LabelView> labels;
    format::viewLabels(shown, labels);
    SamplePacker packer(labels);
    Packed out;
    for (const Run& run : sortedRuns(samples, verdict)) {
        if (out.families.empty() || out.families.back().first->name != run[0].name)
            out.families.emplace_back(&run[0], 0);
        for (const Sample& sample : run) {
            format::viewLabels(sample.labels, labels);
            packer.add(labels, sample.value);
        }
        out.families.back().second = packer.position();
    }
    out.octets = packer.finish();
    return out;
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
    for (uint32_t slot = slots_.at(host); slot != kNoSlot; slot = shown_[slot].further)
        if (slot != newest) put(slot, without(shown_[slot], shown_[newest]));
}

// `shown` without the series that `newer` has, too.
LastSamples::Shown LastSamples::without(const Shown& shown, const Shown& newer) {
    PackedSamples samples(shown.packed), newer_samples(newer.packed);
    SamplePacker packer(samples.targetLabels());
    Shown kept{.samples = shown.samples, .further = shown.further};
    for (const Section& section : shown.sections) {
        const uint32_t before = packer.position();
        const auto [newer_begin, newer_end] = rangeOf(newer, *section.family);
        newer_samples.read(newer_begin, newer_end);
        const auto repeated = seriesIn(newer_samples);
        const auto [begin, end] = rangeOf(shown, *section.family);
        for (samples.read(begin, end); samples.next();) {
            if (!repeated.empty() && repeated.contains(seriesOf(samples)))
                --kept.samples;
            else
                packer.add(samples.labels(), samples.value());
        }
        if (packer.position() > before) kept.sections.push_back({section.family, packer.position()});
    }
    kept.packed = packer.finish();
    kept.sections.shrink_to_fit();
    return kept;
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
    const auto size = [](const Shown& s) { return s.packed.size() + s.sections.size() * sizeof(Section); };
    bytes_ += size(shown) - size(shown_[slot]);
    samples_ = samples_ + shown.samples - shown_[slot].samples;
    shown_[slot] = std::move(shown);
}

// Takes over what was packed, and lists the slot with each of its families.
void LastSamples::enter(Packed packed, uint32_t slot, Shown& shown) {
    shown.packed = std::move(packed.octets);
    shown.sections.reserve(packed.families.size());
    for (const auto& [sample, end] : packed.families) {
        const auto [family, fresh] = families_.try_emplace(sample->name);
        if (fresh) format::appendFamilyHead(family->second.head, *sample);
        std::vector<uint32_t>& slots = family->second.slots;
        const auto place = std::ranges::lower_bound(slots, slot);
        if (place == slots.end() || *place != slot) slots.insert(place, slot);
        shown.sections.push_back({&*family, end});
    }
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
        if (it->first != cursor.family) cursor = {.family = it->first};  // the family that was to come next is gone
        addFamily(*it, cursor, out);
        if (cursor.slot != kNoSlot) continue;
        cursor = {.family = it->first + '\0'};
        if (it->second.slots.empty()) families_.erase(it);
    }
    return out;
}

// Adds as much of the family as the piece has room for. Slots that no longer have the family are taken out on the way.
void LastSamples::addFamily(Families::value_type& family, Cursor& cursor, std::string& out) {
    std::vector<uint32_t>& slots = family.second.slots;
    const auto first = std::ranges::lower_bound(slots, cursor.slot);
    auto kept = first;
    auto at = first;
    for (; at != slots.end() && out.size() < kPiece; ++at) {
        const auto [begin, end] = rangeOf(shown_[*at], family);
        if (begin == end) continue;
        if (!std::exchange(cursor.headed, true)) out += family.second.head;
        PackedSamples samples(shown_[*at].packed);
        samples.read(begin, end);
        appendLines(family.first, samples, out);
        *kept++ = *at;
    }
    cursor.slot = at == slots.end() ? kNoSlot : *at;
    slots.erase(kept, at);
}

// Where the family's samples are among the packed ones; an empty range if there are none.
std::pair<uint32_t, uint32_t> LastSamples::rangeOf(const Shown& shown, const Families::value_type& family) {
    const auto name = [](const Section& section) -> const std::string& { return section.family->first; };
    const auto it = std::ranges::lower_bound(shown.sections, family.first, {}, name);
    if (it == shown.sections.end() || it->family != &family) return {0, 0};
    return {it == shown.sections.begin() ? 0 : std::prev(it)->end, it->end};
}

}  // namespace snmpolld::samples
