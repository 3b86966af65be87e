// Passwords: whether users have them, by their bcrypt hashes. bcrypt takes long on purpose, so one password at a time
// is compared, in the loop's thread for such work. Those that were right are remembered, as keyed digests, so that a
// client who asks again and again costs nothing. A user who does not exist takes as long as one who does.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "http/basic_auth.hpp"
#include "http/fair_queue.hpp"
#include "loop/background.hpp"
#include "model/web_settings.hpp"

namespace snmpolld::http {

class Passwords {
  public:
    enum class Verdict {
        right,
        wrong,
        busy,  // too many passwords are waiting to be compared
    };
    using Done = std::function<void(Verdict)>;

    static constexpr size_t kMostWaiting = 32;  // fewer than requests at a time, so that others find room
    static constexpr size_t kMostRemembered = 100;

    explicit Passwords(loop::Loop& loop);

    // From now on these are the users. Whoever waits is judged by them.
    void use(std::vector<model::WebUser> users) { users_ = std::move(users); }
    bool isNeeded() const { return !users_.empty(); }

    // Whether the login is one that was right before.
    bool knows(const Login& login) const;
    // Calls `done` later, unless the ticket that it returns is cancelled before. `peer`: who asks, so that peers take
    // turns.
    uint64_t compare(Login login, const std::string& peer, Done done);
    void cancel(uint64_t ticket);

  private:
    using Digest = std::array<uint8_t, 32>;
    struct Waiting {
        Login login;
        Done done;
    };
    struct Job;

    const model::WebUser* find(std::string_view name) const;
    const model::WebUser& standIn(std::string_view name) const;
    Digest digestOf(const Login& login, const Secret& hash) const;
    void begin();
    void ended(uint64_t ticket, const Login& login, const std::shared_ptr<Job>& job);
    void tell(uint64_t ticket, Verdict verdict);

    std::vector<model::WebUser> users_;
    std::array<uint8_t, 32> key_{};  // of the digests; random
    std::set<Digest> remembered_;
    uint64_t last_ticket_ = 0;
    std::map<uint64_t, Waiting> waiting_;  // with the one that is being compared
    FairQueue queue_{kMostWaiting};
    loop::Background background_;
};

}  // namespace snmpolld::http
