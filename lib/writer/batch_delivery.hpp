// Delivery: brings records to a server, in batches, until each of them is written or rejected. Hosts are shared out
// among shards, each of which has one request under way at a time, so that the records of a host arrive in order. What
// the server cannot take now is sent again after growing pauses, for as long as it takes. Nothing is ever dropped: who
// gives records asks first whether there is room.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "writer/delivery_shard.hpp"

namespace snmpolld::writer {

// What became of a record.
struct Outcome {
    uint64_t id = 0;
    bool is_rejected = false;       // some of it, or all
    uint64_t samples_rejected = 0;  // of the record as Backend::prepare() has completed it
};

class DeliveryListener {
  public:
    virtual ~DeliveryListener() = default;

    // The server does not take this: a record, or those of its samples that are at fault. `record` is borrowed. Must
    // not give Delivery anything.
    virtual void rejected(uint64_t id, const model::OutputRecord& record, const std::string& why) = 0;
    // Once for each record, in the order in which the records came, whatever the shards are doing.
    virtual void settled(const Outcome& outcome) = 0;
};

struct DeliveryState {
    uint64_t requests = 0;         // that were sent, without those aside
    uint64_t retried = 0;          // answers after which the same is sent again
    uint64_t samples_written = 0;  // with those that the backend adds
    uint64_t samples_rejected = 0;
    size_t records = 0;     // that are held
    size_t octets = 0;      // estimated
    std::string trouble{};  // why nothing can be written; empty after anything was
    std::optional<MonoTime> last_success{};
};

class Delivery final : private ShardReports {
  public:
    // The settings must be positive.
    Delivery(const Surroundings& around, const DeliverySettings& settings, DeliveryListener& listener);
    ~Delivery() override;
    Delivery(const Delivery&) = delete;

    bool hasRoom() const;
    // Takes it even without room.
    void take(uint64_t id, model::OutputRecord record);
    // Sends what there is without waiting for full batches, now and from now on.
    void hurry();
    bool isIdle() const { return held_.empty(); }
    DeliveryState state() const;

  private:
    void sent() override { ++state_.requests; }
    void judged(const Verdict& verdict, size_t samples) override;
    void rejected(const Piece& piece, const std::string& why) override;
    void finished(Consignment& consignment) override;
    void settle();
    DeliveryShard& shardOf(const std::string& host);

    const DeliverySettings settings_;
    Surroundings around_;
    DeliveryListener& listener_;
    DeliveryState state_;
    const std::unique_ptr<loop::Deferred> settling_;
    std::deque<std::unique_ptr<Consignment>> held_;  // in the order in which they came
    std::vector<std::unique_ptr<DeliveryShard>> shards_;
};

}  // namespace snmpolld::writer
