// What a client asked and what it is told: plain data, without HTTP's bytes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snmpolld::http {

inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

// A GET or HEAD. Path and parameters are decoded, raw octets apart from that; nothing says that they are UTF-8.
struct Request {
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    std::string path;    // "/snmp"; without control characters
    Pairs parameters{};  // of the query, in their order, repeats included
    Pairs headers{};     // names in lower case

    std::optional<std::string> header(std::string_view lower_case_name) const;  // the first
};

struct Response {
    int status = 200;
    std::string type{kPlainText};
    std::string body{};
    std::function<std::string()> more{};  // instead of `body`: the next piece, until an empty one
};

// A sentence as plain text, with a line end.
Response sentence(int status, std::string_view text);

// Of a request's target (RFC 7230 section 5.3, origin or absolute form): path and parameters. nullopt: wrong percent
// signs, control characters in the path, no path.
std::optional<Request> parseUri(std::string_view uri);

}  // namespace snmpolld::http
