// Records as the sinks get them, and a loop that runs until something has happened.
#pragma once

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>

#include "loop/loop.hpp"
#include "model/host_record.hpp"

namespace snmpolld::sink::testing {

// 2026-01-02T03:04:05Z
inline const WallTime kThen{std::chrono::seconds(1767323045)};

inline const model::Oid kSysDescr{1, 3, 6, 1, 2, 1, 1, 1, 0};
inline const model::Oid kUnknown{2, 999, 7};

struct Sample {
    Sample() {
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
    Sample(const Sample&) = delete;

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

    model::Target target;
    model::HostRecord record;
};

inline bool runUntil(loop::Loop& loop, const std::function<bool()>& happened) {
    std::signal(SIGPIPE, SIG_IGN);
    const MonoTime deadline = monoNow() + std::chrono::seconds(10);
    loop::Timer tick(loop, [] {});
    tick.startEvery(std::chrono::milliseconds(1));
    while (!happened()) {
        if (monoNow() >= deadline) return false;
        uv_run(loop.raw(), UV_RUN_ONCE);
    }
    return true;
}

class TemporaryFolder {
  public:
    TemporaryFolder() {
        char name[] = "/tmp/snmpolld-test-XXXXXX";
        path_ = ::mkdtemp(name);
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;

    std::string operator/(const char* name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

inline std::string contentOf(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

}  // namespace snmpolld::sink::testing
