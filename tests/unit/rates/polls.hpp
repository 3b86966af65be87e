// Hand-made polls for the tests of rates: what a device said at which moment of its clock and of ours.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "rates/rate_keeper.hpp"

namespace snmpolld::rates::testing {

using namespace std::chrono_literals;
using model::RateState;
using model::Type;

inline const MonoTime kStart{1000h};
inline const std::string kScalar = "1.3.6.1.2.1.11.1.0";  // snmpInPkts.0
inline const std::string kIfInOctets = "1.3.6.1.2.1.2.2.1.10.";
inline const std::string kIfHcInOctets = "1.3.6.1.2.1.31.1.1.1.6.";
inline const std::string kDiscontinuityTime = "1.3.6.1.2.1.31.1.1.1.19.";
inline constexpr uint64_t kRange32 = 1ULL << 32;

inline model::Varbind varbind(const std::string& oid, Type type, uint64_t value) {
    return {*model::Oid::parse(oid), type, value};
}
inline model::Varbind counter32(const std::string& oid, uint64_t value) {
    return varbind(oid, Type::Counter32, value);
}
inline model::Varbind counter64(const std::string& oid, uint64_t value) {
    return varbind(oid, Type::Counter64, value);
}
inline model::Varbind ticks(const std::string& oid, uint64_t value) {
    return varbind(oid, Type::TimeTicks, value);
}

// One host over its polls: `at` is our time since kStart when a record came.
class Polls {
  public:
    // One PDU with all varbinds.
    std::vector<model::Rate> poll(Duration at, uint32_t up, std::vector<model::Varbind> varbinds) {
        return poll(at, std::vector<model::ClockMark>{{0, true, up}}, std::move(varbinds));
    }
    std::vector<model::Rate> poll(Duration at, std::vector<model::ClockMark> clocks,
                                  std::vector<model::Varbind> varbinds) {
        next();
        return part(at, std::move(clocks), std::move(varbinds), true);
    }
    void fail(Duration at) {
        model::HostRecord record;
        record.task_id = ++task_;
        record.status = model::Status::timeout;
        record.learned = learned;
        keeper.apply(record, kStart + at);
        CHECK(record.rates.empty());
    }
    // A part of the poll that next() began.
    std::vector<model::Rate> part(Duration at, std::vector<model::ClockMark> clocks,
                                  std::vector<model::Varbind> varbinds, bool last) {
        model::HostRecord record;
        if (part_ == 0) begun_ = kStart + at - 10ms;
        record.task_id = task_;
        record.part = ++part_;
        record.last = last;
        record.status = last ? status : model::Status::skipped;
        record.clocks = std::move(clocks);
        record.varbinds = std::move(varbinds);
        record.begun = begun_;
        if (last) record.learned = learned;
        if (last) part_ = 0;
        keeper.apply(record, kStart + at);
        return record.rates;
    }
    void next() {
        ++task_;
        part_ = 0;
    }

    RateKeeper keeper;
    model::Learned learned;
    model::Status status = model::Status::ok;

  private:
    uint64_t task_ = 0;
    uint32_t part_ = 0;
    MonoTime begun_{};
};

inline void checkRated(const std::vector<model::Rate>& rates, const std::vector<double>& expected) {
    REQUIRE(rates.size() == expected.size());
    for (size_t i = 0; i < rates.size(); ++i) {
        CAPTURE(i);
        CHECK(std::string(model::rateReason(rates[i].state)) == "");
        CHECK(rates[i].state == RateState::rated);
        CHECK(rates[i].per_second == doctest::Approx(expected[i]));
    }
}

inline void checkStates(const std::vector<model::Rate>& rates, const std::vector<RateState>& expected) {
    REQUIRE(rates.size() == expected.size());
    for (size_t i = 0; i < rates.size(); ++i) {
        CAPTURE(i);
        CHECK(static_cast<int>(rates[i].state) == static_cast<int>(expected[i]));
    }
}

}  // namespace snmpolld::rates::testing
