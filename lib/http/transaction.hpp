// One HTTP request as libmicrohttpd has it, and its answer: the parts of a Server that deal with the library's types.
#pragma once

#include <microhttpd.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/basic_auth.hpp"
#include "http/message.hpp"

namespace snmpolld::http {

struct Transaction {
    uint64_t id = 0;
    std::string uri;  // as sent; cut where it is too long
    MHD_Connection* connection = nullptr;
    bool is_post = false;
    bool seen = false;                  // its headers have been checked
    bool begun = false;                 // it has been passed to the answerer
    bool suspended = false;             // until there is an answer
    std::optional<Login> login{};       // to be judged before anything else
    std::optional<Response> refused{};  // what it gets, whatever it asks for, once it is let in
    std::optional<Response> response{};
    std::function<void()> left{};  // to be called if the client leaves before there is a response; may be null
};

// Why the request is refused whatever it asks for, or nullopt if it is not.
std::optional<Response> refusal(const Transaction& transaction, std::string_view method, size_t longest_uri);

// The headers, to complete what parseUri() gives.
Request::Pairs headersOf(MHD_Connection* connection);

bool hasBody(MHD_Connection* connection);
std::optional<std::string_view> authorizationOf(MHD_Connection* connection);
// Who sends it, as far as peers are to be told apart: all addresses of an IPv6 network of 64 bits are one.
std::string peerOf(MHD_Connection* connection);
// The client's address as text, without its port.
std::string addressOf(MHD_Connection* connection);

int descriptorOf(MHD_Connection* connection);

// Passes the answer to the library. `headers`: further ones.
MHD_Result send(MHD_Connection* connection, Response response, const Request::Pairs& headers);

}  // namespace snmpolld::http
