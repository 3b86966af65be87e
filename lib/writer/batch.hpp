// Batch: the records of one request, and its halves, in which what the server does not take is looked for.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/output_record.hpp"

namespace snmpolld::writer {

// A record on its way, from when Delivery has taken it until all of it is written or rejected.
struct Consignment {
    uint64_t id = 0;
    model::OutputRecord record{};
    std::optional<model::OutputRecord> beside{};  // what is to be written beside the record
    size_t octets = 0;                            // estimated, of the request
    MonoTime taken{};
    uint32_t open = 0;         // pieces in batches
    bool is_rejected = false;  // some of it, or all
    uint64_t rejected = 0;     // samples
    bool finished = false;
};

// A record of a batch, or a part of its samples.
struct Piece {
    Consignment* of = nullptr;  // never null in a batch
    const model::OutputRecord* record = nullptr;
    std::unique_ptr<const model::OutputRecord> part{};  // when it has only some of the samples
};

struct Batch {
    std::vector<Piece> pieces{};

    size_t samples() const;
    std::vector<const model::OutputRecord*> records() const;
};

// Whether there is something that can be divided: several records, or several samples of one.
bool isDivisible(const Batch& batch);

// The records in two halves, or the samples of the only record. For a batch that is divisible. Pieces that come of a
// record are counted by its consignment.
std::pair<Batch, Batch> halvesOf(Batch batch);

}  // namespace snmpolld::writer
