#include "http/message.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace snmpolld::http {

namespace {

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// %XX; in a query also + for a space.
std::optional<std::string> decode(std::string_view text, bool query) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += query && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hexDigit(text[i + 1]);
        const int low = hexDigit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

// A client that takes us for a proxy sends "http://host/path".
std::string_view withoutAuthority(std::string_view uri) {
    if (uri.starts_with('/')) return uri;
    const size_t scheme = uri.find("://");
    if (scheme == std::string_view::npos) return {};
    const size_t path = uri.find('/', scheme + 3);
    return path == std::string_view::npos ? std::string_view("/") : uri.substr(path);
}

std::optional<Request::Pairs> parseQuery(std::string_view query) {
    Request::Pairs pairs;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const size_t equals = pair.find('=');
        auto name = decode(pair.substr(0, equals), true);
        auto value = decode(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
        if (!name || !value) return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    return text;
}

// Cuts the part up to the separator off `text`.
std::string_view takePart(std::string_view& text, char separator) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return trimmed(part);
}

double weightOf(std::string_view parameters) {
    while (!parameters.empty()) {
        const std::string_view parameter = takePart(parameters, ';');
        double weight = 0;
        if (!parameter.starts_with("q=")) continue;
        const auto [end, error] = std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), weight);
        return error == std::errc() && weight >= 0 && weight <= 1 ? weight : 0;
    }
    return 1;
}

}  // namespace

double preference(std::string_view header, std::string_view token) {
    double most = 0;
    while (!header.empty()) {
        std::string_view entry = takePart(header, ',');
        if (takePart(entry, ';') == token) most = std::max(most, weightOf(entry));
    }
    return most;
}

std::optional<std::string> Request::header(std::string_view lower_case_name) const {
    const auto it = std::ranges::find(headers, lower_case_name, &std::pair<std::string, std::string>::first);
    return it == headers.end() ? std::nullopt : std::optional(it->second);
}

Response sentence(int status, std::string_view text) {
    return {.status = status, .body = std::string(text) + "\n"};
}

std::optional<Request> parseUri(std::string_view uri) {
    uri = withoutAuthority(uri);
    const size_t question = uri.find('?');
    auto path = decode(uri.substr(0, question), false);
    if (!path || path->empty() || hasControlOctet(*path)) return std::nullopt;
    auto parameters = parseQuery(question == std::string_view::npos ? "" : uri.substr(question + 1));
    if (!parameters) return std::nullopt;
    return Request{.path = std::move(*path), .parameters = std::move(*parameters)};
}

}  // namespace snmpolld::http
