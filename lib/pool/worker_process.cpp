#include "pool/worker_process.hpp"

#include <csignal>
#include <cstdlib>

#include "base/log.hpp"

namespace snmpolld::pool {

namespace {

// All that a worker sees of our environment: nothing but what sanitizers and the dynamic linker need.
std::vector<std::string> workerEnvironment() {
    std::vector<std::string> environment;
    for (const char* name : {"LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) environment.push_back(std::string(name) + "=" + value);
    return environment;
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::spawn(loop::Loop& loop, const std::string& file, Events events) {
    std::unique_ptr<WorkerProcess> worker(new WorkerProcess(loop, std::move(events)));
    if (auto started = worker->start(loop, file); !started) return tl::unexpected(started.error());
    return worker;
}

WorkerProcess::WorkerProcess(loop::Loop& loop, Events events)
    : events_(std::move(events)), flush_(loop, [this] {
          if (channel_) channel_->write(out_);
          out_.clear();
      }) {}

Result<void> WorkerProcess::start(loop::Loop& loop, const std::string& file) {
    auto ends = loop::socketPair();
    if (!ends) return tl::unexpected(ends.error());
    auto channel = loop::Stream::adopt(loop, std::move(ends->first));
    if (!channel) return tl::unexpected(channel.error());
    channel_ = std::move(*channel);

    loop::Process::Spec spec;
    spec.file = file;
    spec.arguments = {"snmpolld-worker"};
    spec.environment = workerEnvironment();
    spec.directory = "/";
    spec.channel = std::move(ends->second);
    auto process = loop::Process::spawn(loop, std::move(spec), [this](loop::ExitStatus status) {
        exited_ = true;
        exit_status_ = status;
        reportIfGone();
    });
    if (!process) return tl::unexpected(process.error());
    process_ = std::move(*process);
    channel_->start({[this](std::span<const std::byte> bytes) { dataCame(bytes); }, [this] { channelEnded(); }});
    return {};
}

void WorkerProcess::send(const model::PollTask& task) {
    encoder_.encode(task, out_);
    flush_.arm();
}

// Once it has exited, the rest of what it said is still read; `gone` follows by itself.
void WorkerProcess::stop() {
    if (!exited_) channel_.reset();
}

void WorkerProcess::holdReading(bool hold) {
    if (channel_) channel_->holdReading(hold);
}

void WorkerProcess::dataCame(std::span<const std::byte> bytes) {
    auto fed = framer_.feed(bytes, [this](std::span<const std::byte> frame) { return take(frame); });
    if (fed) return;
    killFor("bad message: " + fed.error().message);
    channelEnded();
}

void WorkerProcess::killFor(const std::string& fault) {
    if (!fault_.empty()) return;
    fault_ = fault;
    log::error("worker_killed", {{"pid", pid()}, {"fault", fault}});
    kill(SIGKILL);
}

Result<void> WorkerProcess::take(std::span<const std::byte> frame) {
    if (ipc::isFromChild(frame)) return takeFromChild(frame);
    if (!ready_) return fail(ErrorKind::protocol, "a message came before the worker said that it is ready");
    auto message = ipc::decodeFromWorker(frame);
    if (!message) return tl::unexpected(message.error());
    if (const auto* silent = std::get_if<ipc::Silent>(&*message)) {
        events_.silent(silent->polls);
        return {};
    }
    if (const auto* dropped = std::get_if<ipc::Dropped>(&*message)) {
        events_.dropped(dropped->datagrams);
        return {};
    }
    events_.record(std::get<model::HostRecord>(*message));
    return {};
}

Result<void> WorkerProcess::takeFromChild(std::span<const std::byte> frame) {
    auto message = ipc::decodeFromChild(frame);
    if (!message) return tl::unexpected(message.error());
    if (auto* ready = std::get_if<ipc::Ready>(&*message)) return takeReady(*ready);
    events_.log_line(std::get<ipc::LogLine>(*message).text);
    return {};
}

Result<void> WorkerProcess::takeReady(const ipc::Ready& ready) {
    if (auto same = ipc::checkProtocol(ready, ipc::kWorkerProtocol); !same) return same;
    if (ready_) return fail(ErrorKind::protocol, "the worker said twice that it is ready");
    const auto sockets = ipc::decodeSockets(ready.details);
    if (!sockets) return tl::unexpected(sockets.error());
    ready_ = true;
    events_.ready(*sockets);
    return {};
}

// A worker without a channel has nothing left to do: it exits by itself, or it hangs and is killed by the pool's
// watchdog.
void WorkerProcess::channelEnded() {
    channel_.reset();
    reportIfGone();
}

void WorkerProcess::reportIfGone() {
    if (!exited_ || channel_ || !events_.gone) return;
    const auto gone = std::move(events_.gone);
    events_.gone = nullptr;
    gone(exit_status_);
}

}  // namespace snmpolld::pool
