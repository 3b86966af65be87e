// Twins: hosts at different addresses that give the same SNMPv3 engine ID, as devices do whose configuration was
// cloned. RFC 3411 wants it unique. Of each engine ID the hosts that gave it; the service notes every change. Twins are
// numbered, so that they can be polled by different workers (docs/adr/0010).
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace snmpolld::supervisor {

struct Host;

class Twins {
  public:
    struct Shared {
        std::string engine_id;           // raw octets
        std::vector<std::string> hosts;  // kHostsShown of them, by name
        size_t count = 0;
    };

    // After a poll: costs a comparison while the host gives the engine ID that it gave before.
    void note(Host& host);
    // It gives none any more, or is about to go.
    void leave(Host& host);

    size_t engines() const { return shared_.size(); }
    uint64_t hosts() const { return hosts_; }
    std::vector<Shared> shown() const;  // kEnginesShown of them

    static constexpr size_t kEnginesShown = 20;
    static constexpr size_t kHostsShown = 20;

  private:
    void enter(Host& host);
    void share(const std::string& engine_id, const std::vector<Host*>& hosts);
    void unshare(const std::string& engine_id, const std::vector<Host*>& hosts);
    void number(Host& host, size_t number);
    void unnumber(Host& host);

    std::unordered_map<std::string, std::vector<Host*>> engines_;
    std::set<std::string_view> shared_;  // keys of engines_
    uint64_t hosts_ = 0;                 // with a number
};

}  // namespace snmpolld::supervisor
