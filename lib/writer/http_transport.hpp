// HttpTransport: requests to one URL over HTTP or HTTPS, by libcurl on the loop. Connections are kept. Redirects are
// not followed, no proxy is used unless one is set, and of an answer 64 KiB at most are read. No message has a user, a
// password or a token in it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "loop/loop.hpp"
#include "writer/transport.hpp"

namespace snmpolld::writer {

struct HttpSettings {
    std::string url{};  // http:// or https://; the targets of requests are put behind it
    std::string user{};
    Secret password{};
    Secret authorization{};  // a whole value of the header, such as "Token x"; empty: none
    std::string ca_file{};   // empty: the system's authorities
    std::string cert_file{};
    std::string key_file{};
    bool insecure_skip_verify = false;
    std::string proxy{};  // empty: none, whatever the environment says
    Duration connect_timeout = std::chrono::seconds(5);
    Duration timeout = std::chrono::seconds(30);  // of a whole request
};

class HttpTransport final : public Transport {
  public:
    // Must be destroyed before the loop, and not inside an answer. SIGPIPE must be ignored. Errors: the URL is none, or
    // has another scheme.
    static Result<std::unique_ptr<HttpTransport>> open(loop::Loop& loop, HttpSettings settings);
    ~HttpTransport() override;
    HttpTransport(const HttpTransport&) = delete;

    void send(Request request, std::function<void(Answer)> answered) override;
    void abandon() override;

  private:
    struct State;
    explicit HttpTransport(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace snmpolld::writer
