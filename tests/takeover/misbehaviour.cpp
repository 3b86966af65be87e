#include "misbehaviour.hpp"

#include <unistd.h>

#include <chrono>
#include <functional>
#include <map>

#include "base/clock.hpp"
#include "ipc/worker_codec.hpp"

namespace snmpolld::takeover {

namespace {

using namespace std::chrono_literals;

void flood(ipc::Channel& channel, const std::function<void(std::string& out)>& say) {
    do
        for (int i = 0; i < 1000; ++i)
            say(channel.batch());
    while (channel.flush());
}

void floodLog(ipc::Channel& channel, const model::PollTask&) {
    uint64_t line = 0;
    flood(channel,
          [&](std::string& out) { ipc::encodeFromChild(ipc::LogLine{"all is well " + std::to_string(++line)}, out); });
}

void floodSilent(ipc::Channel& channel, const model::PollTask&) {
    flood(channel, [](std::string& out) { ipc::encodeFromWorker(ipc::Silent{0}, out); });
}

void floodDropped(ipc::Channel& channel, const model::PollTask&) {
    uint64_t datagrams = 0;
    flood(channel, [&](std::string& out) { ipc::encodeFromWorker(ipc::Dropped{++datagrams}, out); });
}

void floodStderr(ipc::Channel&, const model::PollTask&) {
    constexpr std::string_view kLine = "event=all_is_well from=standard_error\n";
    for (int i = 0; i < 10'000; ++i)
        static_cast<void>(::write(STDERR_FILENO, kLine.data(), kLine.size()));
}

model::HostRecord recordOf(uint64_t task) {
    model::HostRecord record;
    record.task_id = task;
    record.status = model::Status::ok;
    record.begun = monoNow() - 1ms;
    record.duration = 1ms;
    return record;
}

void say(ipc::Channel& channel, const model::HostRecord& record) {
    ipc::encodeFromWorker(record, channel.batch());
    static_cast<void>(channel.flush());
}

void lieAboutTask(ipc::Channel& channel, const model::PollTask& task) {
    say(channel, recordOf(task.id + 1'000'000));
}

void lieAboutTime(ipc::Channel& channel, const model::PollTask& task) {
    model::HostRecord record = recordOf(task.id);
    record.begun = monoNow() + 24h;
    say(channel, record);
}

void lieAboutHost(ipc::Channel& channel, const model::PollTask& task) {
    model::HostRecord record = recordOf(task.id);
    record.learned.limits_since = monoNow() + 24h;
    say(channel, record);
}

// That of the fleet's device at the address that differs in the last bit.
std::string engineBeside(const model::Address& address) {
    std::string out("\x80\x01\x86\x9f\x01", 5);
    out.append(reinterpret_cast<const char*>(address.bytes.data()), 4);
    out.back() = static_cast<char>(out.back() ^ 1);
    return out;
}

void lieAboutEngine(ipc::Channel& channel, const model::PollTask& task) {
    model::HostRecord record = recordOf(task.id);
    record.learned.engine_id = engineBeside(task.address);
    say(channel, record);
}

void want(ipc::Channel& channel, const model::KeyWanted& wanted) {
    ipc::encodeFromWorker(wanted, channel.batch());
    static_cast<void>(channel.flush());
}

void wantKeysOfNoTask(ipc::Channel& channel, const model::PollTask& task) {
    want(channel, {.task_id = task.id + 1'000'000, .engine_id = engineBeside(task.address)});
}

void wantManyKeys(ipc::Channel& channel, const model::PollTask& task) {
    for (int i = 0; i < 1000; ++i)
        want(channel, {.task_id = task.id, .engine_id = "engine " + std::to_string(i)});
}

// Says over the channel what became of it.
void wantKeysOfAnother(ipc::Channel& channel, const model::PollTask& task) {
    want(channel, {.task_id = task.id, .engine_id = engineBeside(task.address)});
    std::string outcome;
    const auto take = [&](std::span<const std::byte> frame) -> Result<void> {
        if (!ipc::isKeyAnswer(frame)) return {};
        const auto answer = ipc::decodeKeyAnswer(frame);
        outcome = answer && answer->refused ? "the keys were refused" : "the keys were given";
        return {};
    };
    while (outcome.empty() && channel.receive(take).value_or(false)) {
    }
    channel.queue(ipc::LogLine{outcome});
    static_cast<void>(channel.flush());
}

const std::map<std::string_view, void (*)(ipc::Channel&, const model::PollTask&)> kDeeds = {
    {"flood_log", floodLog},
    {"flood_silent", floodSilent},
    {"flood_dropped", floodDropped},
    {"flood_stderr", floodStderr},
    {"lie_task", lieAboutTask},
    {"lie_time", lieAboutTime},
    {"lie_learned", lieAboutHost},
    {"lie_engine", lieAboutEngine},
    {"keys_of_no_task", wantKeysOfNoTask},
    {"keys_of_1000_engines", wantManyKeys},
    {"keys_of_another_host", wantKeysOfAnother},
};

}  // namespace

model::PollTask sayReadyAndTakeTask(ipc::Channel& channel) {
    channel.queue(ipc::Ready{.protocol = std::string(ipc::kWorkerProtocol.name),
                             .version = ipc::kWorkerProtocol.version,
                             .pid = ::getpid(),
                             .details = ipc::encodeSockets({.receive_buffer = 1 << 20, .room = 100})});
    ipc::TaskDecoder decoder;
    model::PollTask task;
    const auto take = [&](std::span<const std::byte> frame) -> Result<void> {
        if (auto taken = decoder.decode(frame)) task = std::move(*taken);
        return {};
    };
    while (task.id == 0 && channel.flush() && channel.receive(take).value_or(false)) {
    }
    return task;
}

bool misbehave(std::string_view name, ipc::Channel& channel, const model::PollTask& task) {
    const auto deed = kDeeds.find(name);
    if (deed == kDeeds.end()) return false;
    deed->second(channel, task);
    return true;
}

}  // namespace snmpolld::takeover
