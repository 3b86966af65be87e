// TcpConnection: SNMP over TCP (RFC 3430) for one exchange, driven by the engine's loop. It never blocks: connecting,
// sending and receiving continue when the descriptor is ready. The outer BER length says where a message ends.
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
    // `source`: address or interface to connect from; empty: up to the system.
    explicit TcpConnection(const model::Address& peer, std::string source = {});

    // Changes with renew().
    int fd() const { return fd_.get(); }
    short events() const;

    // While it is still connecting the message is kept, and a later try takes the place of an earlier one.
    int send(Bytes message) override;

    // Connects anew, unless it is still connecting: otherwise the rest of an answer that was cut short would come in
    // front of the answer to the retry.
    void renew() override;

    // Continues with what the descriptor is ready for. Returns 0, or the errno that ended the connection.
    int onReady(short revents);

    // Moves the next whole message that has come to `out`. False when there is none yet.
    bool nextMessage(std::vector<uint8_t>& out);

    // Whether something came that cannot be SNMP, so that the next message cannot be found.
    bool isGarbage() const { return garbage_; }

  private:
    void connect();
    int flush();
    int readAll();

    model::Address peer_;
    std::string source_;
    UniqueFd fd_;
    int error_ = 0;
    bool connected_ = false;
    bool garbage_ = false;
    std::vector<uint8_t> out_;
    std::vector<uint8_t> in_;
};

}  // namespace snmpolld::snmp
