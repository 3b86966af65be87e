// The request of a client and the answer to it, as plain data.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace snmpolld::http {

inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

// A GET, HEAD or POST. Path and parameters are percent-decoded; the octets are otherwise as sent and need not be UTF-8.
struct Request {
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    std::string path;  // "/snmp"; without control characters
    bool is_post = false;
    Pairs parameters{};  // of the query, in their order, with repeats
    Pairs headers{};     // names in lower case

    std::optional<std::string> header(std::string_view lower_case_name) const;  // the first of this name
};

struct Response {
    int status = 200;
    std::string type{kPlainText};
    std::string body{};
    std::string_view allow{};             // with status 405: the methods that there are
    bool asks_for_login = false;          // with status 401
    std::function<std::string()> more{};  // if set, gives the body piece by piece; an empty piece ends it
};

// A plain-text response that consists of this sentence and a line end.
Response sentence(int status, std::string_view text);

inline constexpr std::string_view kReloadPath = "/-/reload";  // the only one that is posted to

// How much a client wants `token` ("gzip", "text/plain"), by a header such as Accept or Accept-Encoding: from 0, not at
// all, to 1.
double preference(std::string_view header, std::string_view token);

// Of a request's target (RFC 7230 section 5.3, origin or absolute form): path and parameters. nullopt if there is
// no path, a control character in the path, or a percent sign without two hex digits.
std::optional<Request> parseUri(std::string_view uri);

}  // namespace snmpolld::http
