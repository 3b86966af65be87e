// Pipeline: the way of the records that a writer gets. As long as the database takes them they go straight to Delivery.
// While it does not, they go to the spool, which is safe, and from there to Delivery later, in the spool's order. A
// record is settled when the database has it or refuses it, or when the disk has it. Without a spool, records wait in
// memory, which the supervisor bounds by what it gives out unsettled.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clocks.hpp"
#include "ipc/writer_codec.hpp"
#include "loop/timing.hpp"
#include "spool/spool.hpp"
#include "writer/batch_delivery.hpp"
#include "writer/rejected_file.hpp"

namespace snmpolld::writer {

class Pipeline final : private DeliveryListener {
  public:
    // What the supervisor is told.
    struct Events {
        std::function<void(const ipc::FromWriter&)> said;
        std::function<void(const std::string&)> log;  // a line
        std::function<void()> ended;                  // after finish(): everything is where it can be
    };

    // `around` must outlive it. The spool's folder may be empty: then there is no spool.
    Pipeline(const Surroundings& around, const DeliverySettings& delivery, model::SpoolSettings spool, Events events);
    ~Pipeline() override;

    // A message with a record or a host that is gone, and its frame.
    void take(ipc::ToWriter message, std::span<const std::byte> frame);
    // No more follow.
    void finish();

  private:
    struct InHand {
        uint64_t id = 0;
        bool done = false;
    };

    // The log says of them only now and then.
    struct Refusals {
        uint64_t count = 0;
        MonoTime say_again{};
        std::string trouble{};  // with the file
    };

    void rejected(uint64_t id, const model::OutputRecord& record, const std::string& why) override;
    void settled(const Outcome& outcome) override;

    void openSpool();
    bool goesToSpool() const;
    bool keep(uint64_t id, std::string_view frame, size_t samples, WallTime time);
    void syncSpool();
    void feed();
    bool feedOne();
    void deliver(uint64_t id, ipc::ToWriter message);
    void entryDone(uint64_t id);
    void settle(uint64_t id);
    void tick();
    void report();
    void tellGaps();
    void note(const std::string& trouble);
    void end();

    Surroundings around_;
    const model::SpoolSettings settings_;
    Events events_;
    std::unique_ptr<spool::Spool> spool_;
    RejectedFile rejected_file_;
    std::map<uint64_t, std::string> direct_;  // frames of records that went straight to Delivery
    std::deque<InHand> in_hand_;              // of the spool, in the order in which they were given out
    std::vector<uint64_t> unsynced_;          // in the spool, and not settled
    std::vector<uint64_t> done_;              // to be settled at the end of the turn
    uint64_t last_own_ = 0;
    uint64_t dropped_ = 0;  // samples in gaps
    std::string spool_trouble_;
    Refusals refusals_;
    MonoTime finish_by_ = MonoTime::max();
    bool ended_ = false;
    const std::unique_ptr<loop::Deferred> end_of_turn_;
    const std::unique_ptr<loop::Alarm> alarm_;
    Delivery delivery_;  // the last member: it reports to the others
};

}  // namespace snmpolld::writer
