// The messages between supervisor and HTTP server, as plain data. http.fbs is their form on the wire, and
// child_messages.hpp what an HTTP server says as every child does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "ipc/child_messages.hpp"
#include "model/packed_samples.hpp"
#include "model/web_settings.hpp"

namespace snmpolld::ipc {

// Its version is raised with every change of http.fbs.
inline constexpr Protocol kHttpProtocol{.name = "http", .version = 2};

// Down: listen on the socket that waits on descriptor 4.
struct Listen {};

// Down: the host is asked something else from now on, or is gone.
struct ForgetHost {
    std::string host;
};

// Down: what becomes of a Scrape or a Question.
struct HttpAnswer {
    uint64_t id = 0;
    uint16_t status = 200;
    std::string sentence{};  // if there are no samples
    std::optional<model::PackedSamples> samples{};
};

// Down: are you there?
struct Ping {
    uint32_t number = 0;
};

// A WebSettings: how clients are served from now on. Before the first Listen.
using ToHttp = std::variant<Listen, model::LastPoll, ForgetHost, HttpAnswer, Ping, model::WebSettings>;

// Up: somebody wants a host polled. Texts are as the client has sent them and may have any octets; empty: not given.
struct ScrapeRequest {
    uint64_t id = 0;
    std::string target{};
    std::string auth{};
    std::vector<std::string> modules{};  // in their order, without repeats
    std::string context{};
    std::string engine_id{};
    Duration patience{};  // zero: not said
};

enum class About : uint8_t { metrics, health, reload };

// Up: somebody wants to know or to have this.
struct HttpQuestion {
    uint64_t id = 0;
    About about{};
};

// Up: whoever asked has left.
struct AskerLeft {
    uint64_t id = 0;
};

// Up: yes, I am.
struct Pong {
    uint32_t number = 0;
};

using FromHttp = std::variant<ScrapeRequest, HttpQuestion, AskerLeft, Pong>;

}  // namespace snmpolld::ipc
