// Sequences: the sequence numbers of hosts that have gone, so that one that comes back in the same run goes on where it
// was and no number of a host is used twice. A number takes 16 octets and some for its place, whatever the name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace snmpolld::supervisor {

class Sequences {
  public:
    explicit Sequences(size_t most = kMost) : most_(most) {}

    // The host has gone after its poll number `seq`.
    void keep(const std::string& host, uint64_t seq);
    // The number of the host's last poll before it went, which is no longer kept; 0: it was never polled. If too many
    // hosts have gone, those with the lowest numbers are forgotten. A host that is not known then begins after the
    // highest number that was forgotten.
    uint64_t take(const std::string& host);
    size_t size() const { return kept_.size(); }

    static constexpr size_t kMost = 1'000'000;

  private:
    void forgetHalf();

    size_t most_;
    uint64_t forgotten_ = 0;                       // the highest number that was forgotten
    std::unordered_map<uint64_t, uint64_t> kept_;  // by the hash of the host's name
};

}  // namespace snmpolld::supervisor
