#include "samples/last_samples.hpp"

#include <algorithm>
#include <unordered_set>

#include "samples/sample_packer.hpp"

namespace snmpolld::samples {

namespace {

constexpr size_t kPiece = 64 << 10;  // octets that each piece of the page has at least, except the last

void appendLines(std::string_view family, SampleReader& samples, std::string& out) {
    while (samples.next())
        format::appendLine(out, family, samples.labels(), samples.value());
}

// Different octets of a device may be shown alike, and then are one series.
std::unordered_set<std::string_view> seriesIn(SampleReader& samples) {
    std::unordered_set<std::string_view> series;
    while (samples.next())
        series.insert(samples.labels());
    return series;
}

}  // namespace

void LastSamples::take(model::LastPoll poll) {
    const uint32_t slot = slotOf(poll.host, poll.question);
    put(slot, {.further = shown_[slot].further});
    const bool fits = poll.samples.count == poll.verdict.count || bytes_ + sizeOf(poll.samples) <= most_bytes_;
    if (!fits) ++left_out_;
    Shown shown{.samples = fits ? poll.samples.count - poll.verdict.count : 0, .further = shown_[slot].further};
    enter(std::move(fits ? poll.samples : poll.verdict), slot, shown);
    put(slot, std::move(shown));
    if (poll.one_of_several) dropRepeats(poll.host, slot);
}

size_t LastSamples::sizeOf(const model::PackedSamples& packed) {
    return packed.octets.size() + packed.families.size() * sizeof(Section);
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
    SampleReader samples(shown.packed), newer_samples(newer.packed);
    TextPacker packer;
    Shown kept{.samples = shown.samples, .further = shown.further};
    for (const Section& section : shown.sections) {
        const uint32_t before = packer.position();
        const auto [newer_begin, newer_end] = rangeOf(newer, *section.family);
        newer_samples.read(newer_begin, newer_end);
        const auto repeated = seriesIn(newer_samples);
        const auto [begin, end] = rangeOf(shown, *section.family);
        for (samples.read(begin, end); samples.next();) {
            if (!repeated.empty() && repeated.contains(samples.labels()))
                --kept.samples;
            else
                packer.add(packer.placeOf(samples.labels()), samples.value());
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
void LastSamples::enter(model::PackedSamples packed, uint32_t slot, Shown& shown) {
    shown.packed = std::move(packed.octets);
    shown.sections.reserve(packed.families.size());
    for (model::PackedFamily& head : packed.families) {
        const uint32_t end = head.end;
        auto family = families_.find(head.name);
        if (family == families_.end()) family = families_.emplace(head.name, Family{.head = head}).first;
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

std::function<std::string()> LastSamples::page(format::TextStyle style) {
    return [this, cursor = Cursor{.style = style}]() mutable { return piece(cursor); };
}

std::string LastSamples::piece(Cursor& cursor) {
    std::string out;
    while (out.size() < kPiece) {
        const auto it = families_.lower_bound(cursor.family);
        if (it == families_.end()) return out;
        if (it->first != cursor.family)
            cursor = {.style = cursor.style, .family = it->first};  // the family that was to come next is gone
        addFamily(*it, cursor, out);
        if (cursor.slot != kNoSlot) continue;
        cursor = {.style = cursor.style, .family = it->first + '\0'};
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
        if (!std::exchange(cursor.headed, true)) format::appendFamilyHead(out, family.second.head, cursor.style);
        SampleReader samples(shown_[*at].packed);
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
