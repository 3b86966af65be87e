// Records as formatters and outputs get them.
#pragma once

#include <memory>
#include <string>

#include "model/host_record.hpp"

namespace snmpolld::format::testing {

// 2026-01-02T03:04:05Z
inline const WallTime kThen{std::chrono::seconds(1767323045)};

inline const model::Oid kSysDescr{1, 3, 6, 1, 2, 1, 1, 1, 0};
inline const model::Oid kUnknown{2, 999, 7};

struct Recorded {
    Recorded() {
        auto modules = std::make_shared<model::ModuleSet>();
        modules->modules = {"system"};
        target.host = "sw1";
        target.module_set = modules;
        target.labels = {{"site", "ams"}};
        record.target = &target;
        record.seq = 7;
        record.address = model::Address::parse("192.0.2.1", 161);
        record.scheduled = kThen;
        record.started = kThen + std::chrono::milliseconds(1);
        record.duration = std::chrono::microseconds(1930);
        record.rtt = std::chrono::microseconds(410);
        record.requests = 1;
        record.worker = 2;
        record.status = model::Status::ok;
    }
    Recorded(const Recorded&) = delete;

    void add(model::Type type, model::Value value, const model::Oid& oid = kSysDescr) {
        record.varbinds.push_back({oid, type, std::move(value)});
    }
    void makeUnresolved() {
        record.status = model::Status::unresolved;
        record.error = "resolve sw1: unknown node or service";
        record.address.reset();
        record.started.reset();
        record.duration = {};
        record.rtt = Duration(-1);
        record.requests = 0;
        record.worker = -1;
    }

    void makeMissed() {
        makeUnresolved();
        record.status = model::Status::skipped;
        record.error = "overrun";
        record.missed = 57;
        record.missed_last = kThen + std::chrono::minutes(56);
    }

    model::Target target;
    model::HostRecord record;
};

}  // namespace snmpolld::format::testing
