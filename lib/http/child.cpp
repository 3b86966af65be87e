#include "http/child.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <optional>
#include <span>

#include "base/wiped_stack.hpp"
#include "http/gate.hpp"
#include "http/pages.hpp"
#include "http/refusals.hpp"
#include "http/server.hpp"
#include "http/tls.hpp"
#include "ipc/channel.hpp"
#include "ipc/exit_status.hpp"
#include "ipc/framer.hpp"
#include "ipc/http_codec.hpp"
#include "loop/handover.hpp"
#include "loop/loop.hpp"
#include "loop/stream.hpp"
#include "sandbox/sandbox.hpp"

namespace snmpolld::http {

namespace {

class Child {
  public:
    explicit Child(UniqueFd handover) : handover_(std::move(handover)) {}

    // Errors: the system refuses the channel or the sandbox.
    Result<void> open(UniqueFd channel);
    int run();

  private:
    void cameFromSupervisor(std::span<const std::byte> bytes);
    Result<void> take(std::span<const std::byte> frame);
    Result<void> take(const model::WebSettings& web);
    Result<void> listen();
    Result<void> serve(UniqueFd listening);
    void say(const ipc::FromHttp& message);
    void end(int exit_status);

    loop::Loop loop_;
    UniqueFd handover_;
    ipc::Framer framer_{ipc::Framer::Wipes::incomplete};
    ipc::ToHttpDecoder decoder_;
    std::unique_ptr<loop::Stream> channel_;
    std::string batch_;
    loop::BeforeWait flush_{loop_, [this] { channel_->write(batch_); }};
    Refusals refusals_{loop_, [this](const std::string& line) {
                           ipc::encodeFromChild(ipc::LogLine{line}, batch_);
                           flush_.arm();
                       }};
    Pages pages_{[this](const ipc::FromHttp& message) { say(message); },
                 [this] { return server_ ? server_->clients() : 0; }, refusals_};
    Gate gate_{loop_};
    std::shared_ptr<const Tls> tls_;  // null: in clear
    std::unique_ptr<Server> server_;
    int exit_status_ = ipc::kStopped;
};

Result<void> Child::open(UniqueFd channel) {
    auto stream = loop::Stream::adopt(loop_, std::move(channel));
    if (!stream) return tl::unexpected(stream.error());
    channel_ = std::move(*stream);
    const auto start_threads = [this] { loop_.startPatientThread(); };
    if (auto closed = sandbox::enter(sandbox::Kind::http, start_threads); !closed) return closed;
    ipc::encodeFromChild(ipc::Ready{.protocol = std::string(ipc::kHttpProtocol.name),
                                    .version = ipc::kHttpProtocol.version,
                                    .pid = ::getpid(),
                                    .details = {}},
                         batch_);
    flush_.arm();
    return {};
}

int Child::run() {
    channel_->start({.data = [this](std::span<const std::byte> bytes) { cameFromSupervisor(bytes); },
                     .ended = [this] { end(ipc::kStopped); },
                     .wipes = true});
    loop_.run();
    return exit_status_;
}

void Child::cameFromSupervisor(std::span<const std::byte> bytes) {
    const auto fed = framer_.feed(bytes, [this](std::span<const std::byte> frame) { return take(frame); });
    if (fed) return;
    ipc::encodeFromChild(ipc::LogLine{fed.error().message}, batch_);
    channel_->write(batch_);
    end(ipc::kBadMessage);
}

Result<void> Child::take(std::span<const std::byte> frame) {
    auto message = decoder_.decode(frame);
    if (!message) return tl::unexpected(message.error());
    if (!*message) return {};
    if (std::holds_alternative<ipc::Listen>(**message)) return listen();
    if (const auto* web = std::get_if<model::WebSettings>(&**message)) {
        auto done = take(*web);
        wipeStack();
        return done;
    }
    if (const auto* ping = std::get_if<ipc::Ping>(&**message))
        say(ipc::Pong{ping->number});
    else if (auto* poll = std::get_if<model::LastPoll>(&**message))
        pages_.take(std::move(*poll));
    else if (const auto* forget = std::get_if<ipc::ForgetHost>(&**message))
        pages_.take(*forget);
    else
        pages_.take(std::move(std::get<ipc::HttpAnswer>(**message)));
    return {};
}

// Users and headers are for the next request, the certificate is for the next connection. Settings that cannot be used
// leave the present ones in force; without any, nobody is served.
Result<void> Child::take(const model::WebSettings& web) {
    std::shared_ptr<const Tls> tls;
    if (web.tls) {
        auto made = Tls::make(*web.tls);
        if (!made && !server_) return tl::unexpected(made.error());
        if (!made) {
            ipc::encodeFromChild(ipc::LogLine{made.error().message + "; the present settings stay"}, batch_);
            flush_.arm();
            return {};
        }
        tls = std::move(*made);
    }
    gate_.use(web);
    tls_ = std::move(tls);
    if (!server_) return {};
    if (server_->isSecure() && tls_) server_->use(tls_);
    return server_->isSecure() == (tls_ != nullptr) ? Result<void>{} : serve(server_->letGo());
}

Result<void> Child::listen() {
    auto listening = loop::takeOver(handover_.get());
    if (!listening) return tl::unexpected(listening.error());
    return serve(std::move(*listening));
}

// Once there is an answer from the new address, there is none from the old one any more.
Result<void> Child::serve(UniqueFd listening) {
    auto server = Server::serve(
        loop_, std::move(listening),
        [this](const Request& request, const Server::Reply& reply) { return pages_.answer(request, reply); }, {},
        {.gate = &gate_, .tls = tls_, .refusals = &refusals_});
    if (!server) return tl::unexpected(server.error());
    server_ = std::move(*server);
    return {};
}

void Child::say(const ipc::FromHttp& message) {
    ipc::encodeFromHttp(message, batch_);
    flush_.arm();
}

// Whoever waits for an answer gets 503.
void Child::end(int exit_status) {
    exit_status_ = exit_status;
    server_.reset();
    loop_.stop();
}

}  // namespace

int run(UniqueFd channel, UniqueFd handover) {
    if (!ipc::isChannel(channel.get())) {
        std::fputs("snmpolld-http: started by snmpolld with a socket on descriptor 3, not by hand\n", stderr);
        return ipc::kNotAChild;
    }
    std::signal(SIGPIPE, SIG_IGN);
    const int last_words = ::dup(channel.get());
    Child child(std::move(handover));
    if (const auto opened = child.open(std::move(channel)); !opened) {
        ipc::Channel to_supervisor{UniqueFd(last_words)};
        to_supervisor.queue(ipc::LogLine{opened.error().message});
        static_cast<void>(to_supervisor.flush());
        return ipc::kSetupFailed;
    }
    ::close(last_words);
    return child.run();
}

}  // namespace snmpolld::http
