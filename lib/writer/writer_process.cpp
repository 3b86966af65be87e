#include "writer/writer_process.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "base/clocks.hpp"
#include "ipc/channel.hpp"
#include "ipc/exit_status.hpp"
#include "ipc/framer.hpp"
#include "ipc/writer_codec.hpp"
#include "loop/loop.hpp"
#include "loop/loop_timing.hpp"
#include "loop/stream.hpp"
#include "sandbox/sandbox.hpp"
#include "writer/http_transport.hpp"
#include "writer/influx_backend.hpp"
#include "writer/pipeline.hpp"
#include "writer/remote_write.hpp"

namespace snmpolld::writer {

namespace {

std::unique_ptr<Backend> makeBackend(const model::WriterSettings& settings) {
    if (settings.type == model::WriterType::remote_write) return std::make_unique<RemoteWrite>(settings.job);
    return std::make_unique<InfluxBackend>(InfluxSettings{.database = settings.database,
                                                          .retention_policy = settings.retention_policy,
                                                          .organization = settings.organization,
                                                          .bucket = settings.bucket});
}

HttpSettings httpSettings(const model::WriterSettings& settings) {
    const std::string scheme = settings.type == model::WriterType::influx ? "Token " : "Bearer ";
    const std::string_view token = settings.token.reveal();
    return {.url = settings.url,
            .user = settings.username,
            .password = settings.password,
            .authorization = token.empty() ? Secret() : Secret(scheme + std::string(token)),
            .ca_file = settings.ca_file,
            .cert_file = settings.cert_file,
            .key_file = settings.key_file,
            .insecure_skip_verify = settings.insecure_skip_verify,
            .timeout = settings.timeout};
}

class Child {
  public:
    // Errors: the system refuses the channel or the sandbox.
    Result<void> open(UniqueFd channel);
    int run();

  private:
    void cameFromSupervisor(std::span<const std::byte> bytes);
    Result<void> take(std::span<const std::byte> frame);
    Result<void> begin(const model::WriterSettings& settings);
    void say(const ipc::FromWriter& message);
    void log(const std::string& line);
    void channelEnded();
    void end(int exit_status);

    SystemClocks clocks_;
    loop::Loop loop_;
    loop::LoopTiming timing_{loop_};
    std::minstd_rand random_{std::random_device{}()};
    ipc::Framer framer_{ipc::Framer::Wipes::incomplete};
    std::unique_ptr<loop::Stream> channel_;
    std::string batch_;
    loop::BeforeWait flush_{loop_, [this] { channel_->write(batch_); }};
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<HttpTransport> transport_;
    std::optional<Pipeline> pipeline_;
    loop::Timer leave_{loop_, [this] {
                           if (channel_->queuedBytes() == 0) loop_.stop();
                       }};
    int exit_status_ = ipc::kStopped;
};

Result<void> Child::open(UniqueFd channel) {
    auto stream = loop::Stream::adopt(loop_, std::move(channel));
    if (!stream) return tl::unexpected(stream.error());
    channel_ = std::move(*stream);
    if (auto closed = sandbox::enter(sandbox::Kind::writer); !closed) return closed;
    ipc::encodeFromChild(ipc::Ready{.protocol = std::string(ipc::kWriterProtocol.name),
                                    .version = ipc::kWriterProtocol.version,
                                    .pid = ::getpid(),
                                    .details = {}},
                         batch_);
    flush_.arm();
    return {};
}

int Child::run() {
    channel_->start({.data = [this](std::span<const std::byte> bytes) { cameFromSupervisor(bytes); },
                     .ended = [this] { channelEnded(); },
                     .outlives_peer = true,
                     .wipes = true});
    loop_.run();
    return exit_status_;
}

void Child::cameFromSupervisor(std::span<const std::byte> bytes) {
    const auto fed = framer_.feed(bytes, [this](std::span<const std::byte> frame) { return take(frame); });
    if (fed) return;
    log(fed.error().message);
    end(ipc::kBadMessage);
}

Result<void> Child::take(std::span<const std::byte> frame) {
    auto message = ipc::decodeToWriter(frame);
    if (!message) return tl::unexpected(message.error());
    const auto* settings = std::get_if<model::WriterSettings>(&*message);
    if ((settings != nullptr) == pipeline_.has_value())
        return fail(ErrorKind::protocol, "settings, or none, out of turn");
    if (settings != nullptr) return begin(*settings);
    pipeline_->take(std::move(*message), frame);
    return {};
}

Result<void> Child::begin(const model::WriterSettings& settings) {
    auto transport = HttpTransport::open(loop_, httpSettings(settings));
    if (!transport) return tl::unexpected(transport.error());
    transport_ = std::move(*transport);
    backend_ = makeBackend(settings);
    pipeline_.emplace(Surroundings{.clocks = clocks_,
                                   .timing = timing_,
                                   .backend = *backend_,
                                   .transport = *transport_,
                                   .random = [this] { return std::uniform_real_distribution()(random_); }},
                      DeliverySettings{.batch_samples = settings.batch_samples,
                                       .flush_interval = settings.flush_interval,
                                       .most_octets = 4UL << 20},
                      settings.spool,
                      Pipeline::Events{.said = [this](const ipc::FromWriter& message) { say(message); },
                                       .log = [this](const std::string& line) { log(line); },
                                       .ended = [this] { end(ipc::kStopped); }});
    return {};
}

void Child::say(const ipc::FromWriter& message) {
    ipc::encodeFromWriter(message, batch_);
    flush_.arm();
}

void Child::log(const std::string& line) {
    ipc::encodeFromChild(ipc::LogLine{line}, batch_);
    flush_.arm();
}

void Child::channelEnded() {
    if (!pipeline_) return end(ipc::kStopped);
    pipeline_->finish();
}

// Leaves the loop in a later turn, when the last words are written.
void Child::end(int exit_status) {
    exit_status_ = exit_status;
    flush_.arm();
    leave_.startEvery(std::chrono::milliseconds(1));
}

}  // namespace

int run(UniqueFd channel) {
    if (!ipc::isChannel(channel.get())) {
        std::fputs("snmpolld-writer-http: started by snmpolld with a socket on descriptor 3, not by hand\n", stderr);
        return ipc::kNotAChild;
    }
    std::signal(SIGPIPE, SIG_IGN);
    const int last_words = ::dup(channel.get());
    Child child;
    if (const auto opened = child.open(std::move(channel)); !opened) {
        ipc::Channel to_supervisor{UniqueFd(last_words)};
        to_supervisor.queue(ipc::LogLine{opened.error().message});
        static_cast<void>(to_supervisor.flush());
        return ipc::kSetupFailed;
    }
    ::close(last_words);
    return child.run();
}

}  // namespace snmpolld::writer
