// TcpConnection: SNMP over TCP (RFC 3430) for one poll, in the engine's poll loop. Never blocks: connecting, sending
// and receiving go on when the descriptor is ready. Messages are told apart by their outer BER length.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"
#include "model/address.hpp"
#include "snmp/link.hpp"

namespace snmpolld::snmp {

class TcpConnection : public Link {
  public:
    explicit TcpConnection(const model::Address& peer);

    // Another one after renew().
    int fd() const { return fd_.get(); }
    short events() const;

    // Queues while connecting, where a later try takes the place of an earlier one that never left.
    int send(Bytes message) override;

    // Connects anew, unless it is still connecting: the rest of a cut answer would end inside the answer to the retry.
    void renew() override;

    // Goes on with what the descriptor is ready for. An errno ends the connection; 0 is fine.
    int onReady(short revents);

    // Moves the next whole message that has come to `out`. False: none yet.
    bool nextMessage(std::vector<uint8_t>& out);

    // What came cannot be SNMP: there is no way to find the next message in it.
    bool isGarbage() const { return garbage_; }

  private:
    void connect();
    int flush();
    int readAll();

    model::Address peer_;
    UniqueFd fd_;
    int error_ = 0;
    bool connected_ = false;
    bool garbage_ = false;
    std::vector<uint8_t> out_;
    std::vector<uint8_t> in_;
};

}  // namespace snmpolld::snmp
