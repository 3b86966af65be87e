// World: an outside of the supervisor for unit tests: clocks that stand until they are moved, timers and turns of the
// loop, names, and workers that do what the test says. The log keeps what observers are shown.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "../fake_timing.hpp"
#include "../targets.hpp"
#include "supervisor/poller.hpp"

namespace snmpolld::test {

// Answers at once what it knows, later what it does not know yet.
class FakeResolver final : public loop::NameResolver {
  public:
    void resolve(const std::string& name, int, Resolved resolved) override {
        if (const auto it = known.find(name); it != known.end()) return resolved(it->second);
        waiting_.emplace(name, std::move(resolved));
    }
    void answer(const std::string& name, const Answer& result) {
        auto node = waiting_.extract(name);
        node.mapped()(result);
    }
    static Answer address(const std::string& literal) { return addresses({literal}); }
    static Answer addresses(const std::vector<std::string>& literals) {
        std::vector<sockaddr_storage> out;
        for (const std::string& literal : literals)
            model::Address::parse(literal, 0)->toSockaddr(out.emplace_back());
        return out;
    }

    std::map<std::string, Answer> known;

  private:
    std::multimap<std::string, Resolved> waiting_;
};

class FakeWorkers final : public pool::Workers {
  public:
    struct Task {
        model::PollTask task;
        int worker;
        MonoTime kill_at;
        bool alone;
    };

    void setEvents(pool::WorkerEvents events) override { events_ = std::move(events); }
    void start() override {}
    void reconfigure(pool::PoolSettings) override {}
    std::optional<int> pick(const Wish& wish) override {
        if (wish.beside >= 0) return pickBeside(wish.beside);
        asked_brief = wish.brief;
        if (wish.twin >= 0 && hasRoom(wish.twin % count)) return wish.twin % count;
        for (int worker = 0; worker < count; ++worker)
            if (wish.alone ? held(worker) == 0 : hasRoom(worker)) return worker;
        return std::nullopt;
    }
    bool hasCredit() const override {
        for (int worker = 0; worker < count; ++worker)
            if (hasRoom(worker)) return true;
        return false;
    }
    void give(int worker, const model::PollTask& task, MonoTime kill_at, bool alone) override {
        tasks.push_back({task, worker, kill_at, alone});
        given.push_back(task);
    }
    void answerKeys(int worker, const model::KeyAnswer& answer) override { key_answers.emplace_back(worker, answer); }
    void holdReading(bool hold) override { holding = hold; }
    void stop() override { stopping = true; }
    void kill() override {}
    bool stopped() const override { return false; }
    bool everyPollIsAlone() const override { return sessions == 1; }
    std::vector<pool::WorkerReport> report() const override { return {}; }

    // A part, or the last one, of the record of a running task.
    void send(uint64_t task_id, model::HostRecord record) {
        const auto it = std::ranges::find(tasks, task_id, [](const Task& task) { return task.task.id; });
        const int worker = it == tasks.end() ? 0 : it->worker;
        if (record.last && it != tasks.end()) tasks.erase(it);
        record.task_id = task_id;
        events_.record(worker, record);
        if (record.last) events_.credit();
    }
    void die(int worker, bool blame, const std::string& how = "signal 11") {
        std::vector<uint64_t> ids;
        for (const Task& task : tasks)
            if (task.worker == worker) ids.push_back(task.task.id);
        std::erase_if(tasks, [&](const Task& task) { return task.worker == worker; });
        events_.lost(worker, ids, how, blame);
        events_.credit();
    }
    Result<void> wantKeys(int worker, const model::KeyWanted& wanted) { return events_.keys_wanted(worker, wanted); }
    void sayCredit() { events_.credit(); }
    void cannotStart(const std::string& why) { events_.cannot_start(why); }
    void sayStopped() { events_.stopped(); }

    int count = 1;
    int sessions = 100;
    bool holding = false;
    bool stopping = false;
    bool asked_brief = false;
    std::vector<Task> tasks;               // running
    std::vector<model::PollTask> given{};  // all that were ever given
    std::vector<std::pair<int, model::KeyAnswer>> key_answers{};
    bool others_are_ready = true;

  private:
    std::optional<int> pickBeside(int worker) const {
        if (count == 1) return worker;
        return others_are_ready ? std::optional((worker + 1) % count) : std::nullopt;
    }
    int held(int worker) const {
        return static_cast<int>(std::ranges::count(tasks, worker, [](const Task& task) { return task.worker; }));
    }
    bool hasRoom(int worker) const {
        const bool taken = std::ranges::any_of(tasks, [&](const Task& t) { return t.worker == worker && t.alone; });
        return !taken && held(worker) < sessions;
    }

    pool::WorkerEvents events_;
};

// Keys that say of what they were made.
class FakeKeys final : public supervisor::KeySource {
  public:
    std::optional<model::LocalKeys> find(const std::shared_ptr<const model::Credentials>& credentials,
                                         std::string_view engine_id) override {
        if (slow) return std::nullopt;
        return keysOf(*credentials, engine_id);
    }
    void make(std::shared_ptr<const model::Credentials> credentials, std::string engine_id, Made made) override {
        being_made.push_back([=] { made(keysOf(*credentials, engine_id)); });
    }
    static model::LocalKeys keysOf(const model::Credentials& credentials, std::string_view engine_id) {
        return {.engine_id = std::string(engine_id), .auth = Secret(credentials.username + std::string(engine_id))};
    }

    bool slow = false;
    std::vector<std::function<void()>> being_made{};
};

// "host seq status[: error]", of a part that is not the last "host seq part"; in the order of their coming.
class Log final : public supervisor::Observer {
  public:
    void recordCame(const supervisor::Observation& seen) override {
        const model::HostRecord& record = seen.record;
        std::string line = record.target->host + " " + std::to_string(record.seq) + " ";
        line += record.last ? std::string(statusName(record.status)) : "part";
        if (record.last && !record.error.empty()) line += ": " + record.error;
        lines.push_back(std::move(line));
        records.push_back(record);
        if (seen.isCurrent()) ++current;
    }
    void hostChanged(const std::string& host) override { changed.push_back(host); }

    std::vector<std::string> take() { return std::exchange(lines, {}); }

    std::vector<std::string> lines;
    std::vector<model::HostRecord> records;  // their targets may be gone
    std::vector<std::string> changed;
    int current = 0;
};

inline model::HostRecord result(model::Status status, const std::string& error = "") {
    model::HostRecord record;
    record.status = status;
    record.error = error;
    record.requests = 1;
    const bool heard = status != model::Status::timeout && status != model::Status::unreachable;
    if (heard) record.rtt = std::chrono::milliseconds(1);
    return record;
}
inline model::HostRecord okay() {
    return result(model::Status::ok);
}
inline model::HostRecord partOf() {
    model::HostRecord record = okay();
    record.last = false;
    return record;
}

struct World {
    World() { poller.delivery().observe(log); }

    // Of the running task of the host, the oldest.
    uint64_t taskOf(const std::string& node) const {
        for (const auto& running : workers.tasks)
            if (running.task.address.hostString() == node) return running.task.id;
        return 0;
    }
    // The record begins now, as workers say it.
    void send(const std::string& node, model::HostRecord record) {
        record.begun = clocks.now.mono;
        workers.send(taskOf(node), std::move(record));
    }
    // Likewise, and the turn ends.
    void answer(const std::string& node, model::HostRecord record = okay()) {
        send(node, std::move(record));
        timing.endTurns();
    }
    bool ledgerIsSound() const {
        const auto& ledger = poller.ledger();
        return ledger.due() == ledger.ended() + ledger.inFlight();
    }

    FakeClocks clocks;
    FakeTiming timing{clocks};
    FakeResolver resolver;
    FakeWorkers workers;
    FakeKeys keys;
    supervisor::Outside outside{
        .clocks = clocks, .timing = timing, .resolver = resolver, .workers = workers, .keys = keys};
    Log log;
    supervisor::Poller poller{outside};
};

using Lines = std::vector<std::string>;

}  // namespace snmpolld::test
