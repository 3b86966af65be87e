// Refusals: the clients that were not served, counted by reason, and a line for the log about them: at most one a
// minute, with the counts since the last one and the address of the latest client, and nothing else of what clients
// have sent.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "loop/loop.hpp"

namespace snmpolld::http {

class Refusals {
  public:
    enum class Reason {
        handshake,    // of TLS, which did not come to its end
        certificate,  // none, or one that is not accepted
        password,     // none, or a wrong one
        busy,         // too many requests, or passwords to be compared, at one time
        rate,         // rate_limit
    };
    static constexpr std::array<std::string_view, 5> kNames{"handshake", "certificate", "password", "busy", "rate"};

    using Say = std::function<void(const std::string& line)>;

    Refusals(loop::Loop& loop, Say say) : say_(std::move(say)), timer_(loop, [this] { sayNow(); }) {}

    // `client`: its address, as text.
    void count(Reason reason, std::string client);
    const std::array<uint64_t, kNames.size()>& counts() const { return counts_; }

  private:
    void sayNow();

    Say say_;
    std::array<uint64_t, kNames.size()> counts_{};
    std::array<uint64_t, kNames.size()> said_{};  // the counts of the last line
    std::string latest_;
    MonoTime next_{};      // line
    bool is_due_ = false;  // the timer runs
    loop::Timer timer_;
};

}  // namespace snmpolld::http
