// Gate: who is answered at all. Every request passes it, whatever it asks for: first the rate, then the password.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/token_bucket.hpp"
#include "http/message.hpp"
#include "http/passwords.hpp"
#include "loop/loop.hpp"
#include "model/web_settings.hpp"

namespace snmpolld::http {

class Gate {
  public:
    explicit Gate(loop::Loop& loop) : passwords_(loop) {}

    void use(const model::WebSettings& settings);
    // Of every answer.
    const Request::Pairs& headers() const { return headers_; }

    // What becomes of a request: it is let in, it gets this response, or whether its password is right must be found
    // out first.
    enum class Entry { open, refused, asked };
    struct Decision {
        Entry entry = Entry::open;
        Response response{};           // if it is refused
        std::optional<Login> login{};  // to be asked about
    };
    Decision decide(std::optional<std::string_view> authorization, MonoTime now);

    // Finds out; `done` gets the response that refuses the request, or nullopt if it is let in. Returns a ticket.
    using Done = std::function<void(std::optional<Response>)>;
    uint64_t ask(Login login, const std::string& peer, Done done);
    void cancel(uint64_t ticket) { passwords_.cancel(ticket); }

  private:
    Passwords passwords_;
    Request::Pairs headers_;
    std::optional<TokenBucket> rate_;
    std::pair<Duration, uint32_t> rate_settings_{};
};

}  // namespace snmpolld::http
