// One request to libmicrohttpd and its answer: the two ends of a Server that know the library's types.
#pragma once

#include <microhttpd.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace snmpolld::http {

struct Exchange {
    uint64_t id = 0;
    std::string uri;  // as sent; cut where it is too long
    MHD_Connection* connection = nullptr;
    bool seen = false;       // its headers were looked at
    bool begun = false;      // the answerer has it
    bool suspended = false;  // until there is an answer
    std::optional<Response> response{};
};

// Why the request is refused before anybody looks at what it asks; nullopt: it is not.
std::optional<Response> refusal(const Exchange& exchange, std::string_view method, size_t longest_uri);

// The headers, for parseUri's Request.
Request::Pairs headersOf(MHD_Connection* connection);

int descriptorOf(MHD_Connection* connection);

// Hands the answer over.
MHD_Result send(MHD_Connection* connection, Response response);

}  // namespace snmpolld::http
