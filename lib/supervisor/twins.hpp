// Twins: knows which hosts at different addresses give the same SNMPv3 engine ID, as devices with a cloned
// configuration do, although RFC 3411 requires it to be unique. Keeps the hosts of each engine ID; the service reports
// every change. Twins are numbered, so that they can be polled by different workers (docs/adr/0010).
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
        std::vector<std::string> hosts;  // at most kHostsShown, sorted by name
        size_t count = 0;
    };

    // To be called after each poll. Costs only a comparison while the host gives the same engine ID as before.
    void note(Host& host);
    // Forgets the host, which is about to be destroyed or to get another address or engine ID.
    void leave(Host& host);

    size_t engines() const { return shared_.size(); }
    uint64_t hosts() const { return hosts_; }
    std::vector<Shared> shown() const;  // at most kEnginesShown

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
    uint64_t hosts_ = 0;                 // that have a number
};

}  // namespace snmpolld::supervisor
