#include "child/child_process.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <variant>
#include <vector>

#include "base/log.hpp"
#include "base/secret.hpp"
#include "loop/stream.hpp"

namespace snmpolld::child {

namespace {

// All that a child sees of our environment: nothing but what sanitizers and the dynamic linker need.
std::vector<std::string> childEnvironment() {
    std::vector<std::string> environment;
    for (const char* name : {"LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) environment.push_back(std::string(name) + "=" + value);
    return environment;
}

// Signals that people and service managers send. A crash that the octets of a device cause ends in another signal.
bool isSentFromOutside(int signal) {
    return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
}

}  // namespace

bool Death::isOfItsOwnDoing() const {
    return !fault.empty() || !isSentFromOutside(status.signal);
}

std::string Death::how() const {
    return fault.empty() ? status.toString() : fault;
}

Result<std::unique_ptr<ChildProcess>> ChildProcess::spawn(loop::Loop& loop, Spec spec, Owner& owner) {
    std::unique_ptr<ChildProcess> child(new ChildProcess(loop, spec, owner));
    if (auto started = child->start(loop, std::move(spec)); !started) return tl::unexpected(started.error());
    return child;
}

ChildProcess::ChildProcess(loop::Loop& loop, const Spec& spec, Owner& owner)
    : owner_(owner),
      protocol_(spec.protocol),
      framer_(ipc::Framer::Wipes::nothing, spec.largest_frame),
      flush_(loop, [this] { flush(); }) {}

ChildProcess::~ChildProcess() = default;

Result<void> ChildProcess::start(loop::Loop& loop, Spec spec) {
    auto ends = loop::socketPair();
    if (!ends) return tl::unexpected(ends.error());
    auto channel = loop::Stream::adopt(loop, std::move(ends->first));
    if (!channel) return tl::unexpected(channel.error());
    channel_ = std::move(*channel);

    loop::Process::Spec process_spec;
    process_spec.file = spec.file;
    process_spec.arguments = {spec.name};
    process_spec.environment = childEnvironment();
    process_spec.directory = "/";
    process_spec.channel = std::move(ends->second);
    process_spec.handover = std::move(spec.handover);
    auto process = loop::Process::spawn(loop, std::move(process_spec), [this](loop::ExitStatus status) {
        exited_ = true;
        exit_status_ = status;
        reportIfGone();
    });
    if (!process) return tl::unexpected(process.error());
    process_ = std::move(*process);
    channel_->start({[this](std::span<const std::byte> bytes) { dataCame(bytes); }, [this] { channelEnded(); }});
    return {};
}

std::string& ChildProcess::batch() {
    flush_.arm();
    return batch_;
}

// What was sent may hold keys, which must not stay behind in the batch's memory.
void ChildProcess::flush() {
    const size_t sent = batch_.size();
    if (channel_) channel_->write(batch_);
    batch_.resize(std::min(sent, batch_.capacity()));
    wipeMemory(batch_.data(), batch_.size());
    batch_.clear();
}

size_t ChildProcess::queuedBytes() const {
    return channel_ ? channel_->queuedBytes() : 0;
}

void ChildProcess::drain() {
    flush();
    if (channel_) channel_->finishWrites();
}

void ChildProcess::stop() {
    if (!exited_) channel_.reset();
}

void ChildProcess::holdReading(bool hold) {
    if (channel_) channel_->holdReading(hold);
}

void ChildProcess::killFor(std::string_view fault) {
    if (!fault_.empty()) return;
    fault_ = fault;
    log::error(std::string(protocol_.name) + "_killed", {{"pid", pid()}, {"fault", fault}});
    kill(SIGKILL);
}

void ChildProcess::dataCame(std::span<const std::byte> bytes) {
    auto fed = framer_.feed(bytes, [this](std::span<const std::byte> frame) { return take(frame); });
    if (fed) return;
    killFor("bad message: " + fed.error().message);
    channelEnded();
}

Result<void> ChildProcess::take(std::span<const std::byte> frame) {
    if (!ipc::isFromChild(frame))
        return ready_ ? owner_.frameCame(frame) : fail(ErrorKind::protocol, "it came before the child was ready");
    const auto message = ipc::decodeFromChild(frame);
    if (!message) return tl::unexpected(message.error());
    if (const auto* ready = std::get_if<ipc::Ready>(&*message)) return takeReady(*ready);
    return owner_.logLineCame(std::get<ipc::LogLine>(*message).text);
}

Result<void> ChildProcess::takeReady(const ipc::Ready& ready) {
    if (auto same = ipc::checkProtocol(ready, protocol_); !same) return same;
    if (ready_) return fail(ErrorKind::protocol, "the child said twice that it is ready");
    ready_ = true;
    return owner_.childReady(ready.details);
}

// A child without a channel has nothing left to do: it exits by itself, or it hangs until its owner kills it.
void ChildProcess::channelEnded() {
    channel_.reset();
    reportIfGone();
}

void ChildProcess::reportIfGone() {
    if (!exited_ || channel_ || reported_) return;
    reported_ = true;
    owner_.childGone({.status = exit_status_, .fault = fault_, .was_ready = ready_});
}

}  // namespace snmpolld::child
