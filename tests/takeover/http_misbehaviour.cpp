// What an HTTP server that was taken over says to its supervisor (misbehaviour.hpp).
#include <unistd.h>

#include <functional>
#include <map>
#include <random>

#include "attack.hpp"
#include "ipc/frame.hpp"
#include "ipc/http_codec.hpp"
#include "misbehaviour.hpp"

namespace snmpolld::takeover {

namespace {

void say(ipc::Channel& channel, const ipc::FromHttp& message) {
    ipc::encodeFromHttp(message, channel.batch());
}

// As long as the channel takes it.
void forEver(ipc::Channel& channel, const std::function<void(uint64_t number)>& act) {
    uint64_t number = 0;
    do
        for (int i = 0; i < 1000; ++i)
            act(++number);
    while (channel.flush());
}

void floodLog(ipc::Channel& channel) {
    forEver(channel, [&](uint64_t number) {
        ipc::encodeFromChild(ipc::LogLine{"all is well " + std::to_string(number)}, channel.batch());
    });
}

void floodMessages(ipc::Channel& channel) {
    forEver(channel, [&](uint64_t number) {
        say(channel, ipc::HttpQuestion{.id = number, .about = ipc::About::health});
        say(channel, ipc::AskerLeft{number});
    });
}

void floodRequests(ipc::Channel& channel) {
    forEver(channel, [&](uint64_t number) {
        const std::string host = "127.2." + std::to_string(number / 250 % 250) + "." + std::to_string(number % 250);
        say(channel, ipc::ScrapeRequest{.id = number, .target = host, .modules = {"system"}});
    });
}

void askTwice(ipc::Channel& channel) {
    for (int i = 0; i < 2; ++i)
        say(channel, ipc::ScrapeRequest{.id = 1, .target = "127.2.0.1", .modules = {"system"}});
}

void sayTooLongText(ipc::Channel& channel) {
    say(channel, ipc::ScrapeRequest{.id = 1, .target = std::string(ipc::kMaxHttpText + 1, 'a')});
}

// The beginning of a frame that the supervisor would have to keep.
void sayEndlessFrame(ipc::Channel& channel) {
    constexpr uint32_t kSize = ipc::kMaxFromHttp + 1;
    channel.batch().append(reinterpret_cast<const char*>(&kSize), sizeof kSize);
    channel.batch() += std::string(kSize, 'x');
}

void sayNonsense(ipc::Channel& channel) {
    std::mt19937 random(1);
    std::string& frame = channel.batch();
    const size_t begin = frame.size() + ipc::kFrameHeader + 8;
    say(channel, ipc::ScrapeRequest{.id = 1, .target = "127.1.0.1", .modules = {"a", "b"}});
    for (size_t i = begin; i < frame.size(); ++i)
        if (random() % 2 == 0) frame[i] = static_cast<char>(random());
}

void answerNoPing(ipc::Channel& channel) {
    say(channel, ipc::Pong{77});
}

void askStrangely(ipc::Channel& channel) {
    const std::string octets("\0\xff\n%s\"", 7);
    uint64_t id = 0;
    for (const std::string& target : {std::string(), octets, std::string(8192, '['), std::string("tcp://"),
                                      std::string("127.1.0.1:0"), std::string("127.0.0.0/8"), "127.1.0.1" + octets})
        for (const std::string& other :
             {std::string(), octets, std::string(8000, 'x'), std::string("../../etc/passwd")})
            say(channel, ipc::ScrapeRequest{.id = ++id,
                                            .target = target,
                                            .auth = other,
                                            .modules = {other, other},
                                            .context = other,
                                            .engine_id = octets,
                                            .patience = Duration(1)});
}

void sayNothing(ipc::Channel&) {}

const std::map<std::string_view, void (*)(ipc::Channel&)> kHttpDeeds = {
    {"flood_log", floodLog},   {"flood_messages", floodMessages}, {"flood_requests", floodRequests},
    {"twice", askTwice},       {"too_long", sayTooLongText},      {"endless", sayEndlessFrame},
    {"nonsense", sayNonsense}, {"no_pong", answerNoPing},         {"strange", askStrangely},
    {"mute", sayNothing},
};

}  // namespace

bool misbehaveAsHttpServer(std::string_view name) {
    const auto deed = kHttpDeeds.find(name);
    if (deed == kHttpDeeds.end()) return false;
    ipc::Channel channel{UniqueFd(kChannel)};
    channel.queue(ipc::Ready{.protocol = std::string(ipc::kHttpProtocol.name),
                             .version = ipc::kHttpProtocol.version,
                             .pid = ::getpid(),
                             .details = {}});
    deed->second(channel);
    static_cast<void>(channel.flush());
    while (channel.receive([](std::span<const std::byte>) -> Result<void> { return {}; }).value_or(false)) {
    }
    return true;
}

}  // namespace snmpolld::takeover
