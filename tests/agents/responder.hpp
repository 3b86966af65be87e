// What stands behind a Server's sockets: bytes in, replies out.
#pragma once

#include <string>
#include <vector>

#include "behaviour.hpp"

namespace snmpolld::agents {

class Responder {
  public:
    virtual ~Responder() = default;

    // `asked`: the address that the request came to. Bytes that are no request get no reply.
    virtual std::vector<Reply> answer(const std::string& bytes, const RawAddress& asked) = 0;
    // One line of JSON.
    virtual std::string statistics() const = 0;
};

}  // namespace snmpolld::agents
