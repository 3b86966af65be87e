#include "writer/batch.hpp"

#include <iterator>
#include <span>

namespace snmpolld::writer {

namespace {

using model::OutputRecord;
using model::OutputSample;

// The record, all but its samples.
OutputRecord frameOf(const OutputRecord& record) {
    OutputRecord frame;
    frame.host = record.host;
    frame.address = record.address;
    frame.labels = record.labels;
    frame.modules = record.modules;
    frame.question = record.question;
    frame.one_of_several = record.one_of_several;
    frame.run = record.run;
    frame.seq = record.seq;
    frame.scheduled = record.scheduled;
    frame.started = record.started;
    frame.duration = record.duration;
    frame.rtt = record.rtt;
    frame.status = record.status;
    frame.error = record.error;
    frame.requests = record.requests;
    frame.retries = record.retries;
    frame.missed = record.missed;
    return frame;
}

// The elements that a part of the samples needs, in the order in which it needs them.
template <typename Element>
class Selection {
  public:
    Selection(const std::vector<Element>& from, std::vector<Element>& to) : from_(from), to_(to), place_(from.size()) {}

    // The place in `to` of what is at `at` in `from`.
    uint32_t placeOf(uint32_t at) {
        if (place_[at] == 0) {
            to_.push_back(from_[at]);
            place_[at] = static_cast<uint32_t>(to_.size());
        }
        return place_[at] - 1;
    }

  private:
    const std::vector<Element>& from_;
    std::vector<Element>& to_;
    std::vector<uint32_t> place_;  // counted from 1; 0: not needed yet
};

std::unique_ptr<OutputRecord> partOf(const OutputRecord& record, std::span<const OutputSample> samples) {
    auto part = std::make_unique<OutputRecord>(frameOf(record));
    Selection families(record.families, part->families);
    Selection label_sets(record.label_sets, part->label_sets);
    part->samples.reserve(samples.size());
    for (const OutputSample& sample : samples)
        part->samples.push_back({families.placeOf(sample.family), label_sets.placeOf(sample.labels), sample.value});
    return part;
}

Batch batchOf(Consignment* of, std::unique_ptr<OutputRecord> part) {
    Batch batch;
    const OutputRecord* record = part.get();
    batch.pieces.push_back({of, record, std::move(part)});
    return batch;
}

std::pair<Batch, Batch> halvesOfRecord(const Piece& piece) {
    const std::span<const OutputSample> samples(piece.record->samples);
    const size_t half = samples.size() / 2;
    ++piece.of->open;
    return {batchOf(piece.of, partOf(*piece.record, samples.first(half))),
            batchOf(piece.of, partOf(*piece.record, samples.subspan(half)))};
}

}  // namespace

size_t Batch::samples() const {
    size_t count = 0;
    for (const Piece& piece : pieces)
        count += piece.record->samples.size();
    return count;
}

std::vector<const OutputRecord*> Batch::records() const {
    std::vector<const OutputRecord*> out;
    out.reserve(pieces.size());
    for (const Piece& piece : pieces)
        out.push_back(piece.record);
    return out;
}

bool isDivisible(const Batch& batch) {
    return batch.pieces.size() > 1 || batch.samples() > 1;
}

std::pair<Batch, Batch> halvesOf(Batch batch) {
    if (batch.pieces.size() == 1) return halvesOfRecord(batch.pieces[0]);
    const auto middle = batch.pieces.begin() + static_cast<std::ptrdiff_t>(batch.pieces.size() / 2);
    Batch second;
    second.pieces.assign(std::make_move_iterator(middle), std::make_move_iterator(batch.pieces.end()));
    batch.pieces.erase(middle, batch.pieces.end());
    return {std::move(batch), std::move(second)};
}

}  // namespace snmpolld::writer
