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

void floodLog(ipc::Channel& channel, uint64_t) {
    uint64_t line = 0;
    flood(channel,
          [&](std::string& out) { ipc::encodeFromChild(ipc::LogLine{"all is well " + std::to_string(++line)}, out); });
}

void floodSilent(ipc::Channel& channel, uint64_t) {
    flood(channel, [](std::string& out) { ipc::encodeFromWorker(ipc::Silent{0}, out); });
}

void floodDropped(ipc::Channel& channel, uint64_t) {
    uint64_t datagrams = 0;
    flood(channel, [&](std::string& out) { ipc::encodeFromWorker(ipc::Dropped{++datagrams}, out); });
}

void floodStderr(ipc::Channel&, uint64_t) {
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

void lieAboutTask(ipc::Channel& channel, uint64_t task) {
    say(channel, recordOf(task + 1'000'000));
}

void lieAboutTime(ipc::Channel& channel, uint64_t task) {
    model::HostRecord record = recordOf(task);
    record.begun = monoNow() + 24h;
    say(channel, record);
}

void lieAboutHost(ipc::Channel& channel, uint64_t task) {
    model::HostRecord record = recordOf(task);
    record.learned.limits_since = monoNow() + 24h;
    say(channel, record);
}

const std::map<std::string_view, void (*)(ipc::Channel&, uint64_t)> kDeeds = {
    {"flood_log", floodLog},       {"flood_silent", floodSilent}, {"flood_dropped", floodDropped},
    {"flood_stderr", floodStderr}, {"lie_task", lieAboutTask},    {"lie_time", lieAboutTime},
    {"lie_learned", lieAboutHost},
};

}  // namespace

uint64_t sayReadyAndTakeTask(ipc::Channel& channel) {
    channel.queue(ipc::Ready{.protocol = std::string(ipc::kWorkerProtocol.name),
                             .version = ipc::kWorkerProtocol.version,
                             .pid = ::getpid(),
                             .details = ipc::encodeSockets({.receive_buffer = 1 << 20, .room = 100})});
    ipc::TaskDecoder decoder;
    uint64_t id = 0;
    const auto take = [&](std::span<const std::byte> frame) -> Result<void> {
        if (const auto task = decoder.decode(frame)) id = task->id;
        return {};
    };
    while (id == 0 && channel.flush() && channel.receive(take).value_or(false)) {
    }
    return id;
}

bool misbehave(std::string_view name, ipc::Channel& channel, uint64_t task) {
    const auto deed = kDeeds.find(name);
    if (deed == kDeeds.end()) return false;
    deed->second(channel, task);
    return true;
}

}  // namespace snmpolld::takeover
