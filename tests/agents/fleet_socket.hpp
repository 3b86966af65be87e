// The one UDP socket of the fleet: datagrams come and go in batches, one system call each, with the address that was
// asked (IP_PKTINFO), from which the answer leaves. Answers are written into room() and lie behind each other, so that
// a batch stays in the processor's cache.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <memory>
#include <vector>

#include "base/unique_fd.hpp"
#include "fleet_writer.hpp"

namespace snmpolld::agents {

struct FleetDatagram {
    Bytes bytes;
    sockaddr_in peer{};
    uint32_t asked = 0;  // host order
};

class FleetSocket {
  public:
    static constexpr size_t kBatch = 128;
    static constexpr size_t kMaxMessage = 65507;

    FleetSocket();

    // Port 0: the kernel chooses. errno when false.
    bool open(uint16_t port);
    uint16_t port() const { return port_; }
    int fd() const { return socket_.get(); }

    // How many came; waits for the first one at most 50 ms.
    size_t receive(bool wait);
    FleetDatagram datagram(size_t i) const;

    std::span<uint8_t> room();
    // `answer` lies in the last room(). To be sent with flush() at the latest.
    void queue(const sockaddr_in& peer, uint32_t source, Bytes answer);
    void flush();

    uint64_t sent() const { return sent_; }
    uint64_t unsent() const { return unsent_; }
    // What found the receive buffer full.
    uint64_t dropped() const;

  private:
    struct Batch {
        struct Control {
            alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in_pktinfo))> bytes;
        };

        Batch();

        std::array<mmsghdr, kBatch> messages{};
        std::array<iovec, kBatch> parts{};
        std::array<sockaddr_in, kBatch> peers{};
        std::array<Control, kBatch> controls{};
    };
    // Not a power of two: else all requests would share a few lines of the cache.
    static constexpr size_t kRequest = 4096 + 192;
    static constexpr size_t kRoom = FleetWriter::kFront + kMaxMessage + kRequest;
    static constexpr size_t kArena = 8 * kRoom;

    UniqueFd socket_;
    uint16_t port_ = 0;
    Batch in_;
    Batch out_;
    std::vector<uint8_t> requests_;
    std::vector<uint8_t> arena_;
    size_t used_ = 0;
    size_t queued_ = 0;
    uint64_t sent_ = 0;
    uint64_t unsent_ = 0;
};

}  // namespace snmpolld::agents
