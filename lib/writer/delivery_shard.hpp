// DeliveryShard: the records of some of the hosts, in the order in which they came, and the one request that is under
// way with the first of them. What comes back decides what is sent next; a record leaves when all of its samples are
// written or rejected, never otherwise.
//
// A batch that the server refuses is sent again in halves, then in halves of the halves, until what it does not take is
// alone, and the rest of it is written. Where a server refuses everything, as Prometheus does with what is too old for
// it, this would be two requests for each sample. So a batch is divided 256 times at most, plus 16 times for each part
// that was taken, but no more than 512 times. After batches of which nothing was taken the 256 become fewer, down to
// 16: still enough to find a single bad sample, or where the bad ones end. What is refused then is rejected as it is.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clocks.hpp"
#include "loop/timing.hpp"
#include "writer/backend.hpp"
#include "writer/backoff.hpp"
#include "writer/batch.hpp"
#include "writer/delivery_settings.hpp"
#include "writer/transport.hpp"

namespace snmpolld::writer {

// What a shard needs of the world. All of it must outlive the shard.
struct Surroundings {
    const Clocks& clocks;
    loop::Timing& timing;
    Backend& backend;
    Transport& transport;
    std::function<double()> random;  // from 0 up to 1
};

class ShardReports {
  public:
    virtual ~ShardReports() = default;

    virtual void sent() = 0;                                          // a request
    virtual void judged(const Verdict& verdict, size_t samples) = 0;  // its answer; the samples of the request
    virtual void rejected(const Piece& piece, const std::string& why) = 0;
    virtual void finished(Consignment& consignment) = 0;
};

class DeliveryShard {
  public:
    DeliveryShard(const Surroundings& around, const DeliverySettings& settings, ShardReports& reports);

    void add(Consignment& consignment);
    // From now on nothing waits until a batch is full or old enough.
    void hurry();

  private:
    void pump();
    bool isDue() const;
    void cut();
    void append(Batch& batch, Consignment& consignment);
    void send(Batch batch);
    void answered(const Answer& answer);
    void act(Batch batch, const Verdict& verdict, std::optional<Duration> retry_after);
    bool mayDivide(const Batch& batch) const;
    void sendInHalves(Batch batch);
    void searchInHalves(Batch batch);
    void reject(Batch batch, const std::string& why);
    void close(Batch batch);
    void setAlarm();

    Surroundings around_;
    const DeliverySettings& settings_;
    ShardReports& reports_;
    Backoff backoff_;
    const std::unique_ptr<loop::Alarm> alarm_;
    std::deque<Consignment*> waiting_;
    size_t waiting_samples_ = 0;
    size_t waiting_octets_ = 0;
    std::deque<Batch> open_;  // parts of the batch that was begun
    std::optional<Batch> under_way_;
    size_t batch_samples_;  // less than the setting when the server found a request too large
    int divisions_;         // that the next batch may have without a part that was taken
    int divided_ = 0;       // so often was the batch that was begun
    int parts_taken_ = 0;   // of it
    bool hurries_ = false;
    MonoTime paused_until_{};
};

}  // namespace snmpolld::writer
