#include "http/transaction.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "http/gzip.hpp"

namespace snmpolld::http {

namespace {

constexpr size_t kWorthPacking = 1400;  // octets: less fits into one packet
constexpr const char* kLogin = R"(Basic realm="snmpolld", charset="UTF-8")";
constexpr size_t kBlock = 64 << 10;  // how many octets of an answer in pieces are written at once

// How far an answer in pieces has been read.
struct Pieces {
    std::function<std::string()> more;
    std::unique_ptr<Gzip> gzip{};  // null: as it is
    std::string piece{};
    size_t used = 0;
};

ssize_t readPieces(void* context, uint64_t, char* out, size_t room) noexcept {
    auto& pieces = *static_cast<Pieces*>(context);
    if (pieces.used == pieces.piece.size()) {
        pieces.piece = pieces.gzip ? pieces.gzip->next() : pieces.more();
        pieces.used = 0;
    }
    if (pieces.piece.empty()) return MHD_CONTENT_READER_END_OF_STREAM;
    const size_t size = std::min(room, pieces.piece.size() - pieces.used);
    std::memcpy(out, pieces.piece.data() + pieces.used, size);
    pieces.used += size;
    return static_cast<ssize_t>(size);
}

void freePieces(void* pieces) noexcept {
    delete static_cast<Pieces*>(pieces);
}

void freeBody(void* body) noexcept {
    delete static_cast<std::string*>(body);
}

MHD_Response* piecesOf(Response& response, bool packs) {
    auto* pieces = new Pieces{.more = std::move(response.more)};
    if (packs) pieces->gzip = std::make_unique<Gzip>(std::exchange(pieces->more, nullptr));
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kBlock, readPieces, pieces, freePieces);
}

MHD_Response* bodyOf(Response& response, bool packs) {
    if (response.more) return piecesOf(response, packs);
    auto* body = new std::string(std::move(response.body));
    return MHD_create_response_from_buffer_with_free_callback_cls(body->size(), body->data(), freeBody, body);
}

MHD_Result takeHeader(void* headers, MHD_ValueKind, const char* name, const char* value) noexcept {
    static_cast<Request::Pairs*>(headers)->emplace_back(lowered(name), value == nullptr ? "" : value);
    return MHD_YES;
}

Response wrongMethod(std::string_view allowed, std::string_view text) {
    Response response = sentence(MHD_HTTP_METHOD_NOT_ALLOWED, text);
    response.allow = allowed;
    return response;
}

bool acceptsGzip(MHD_Connection* connection) {
    const char* header = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT_ENCODING);
    return header != nullptr && preference(header, "gzip") > 0;
}

// A body whose length is known becomes one of pieces.
void pack(Response& response) {
    if (response.more) return;
    response.more = [body = std::move(response.body), sent = false]() mutable {
        return std::exchange(sent, true) ? std::string() : std::move(body);
    };
}

}  // namespace

bool hasBody(MHD_Connection* connection) {
    const auto header = [&](const char* name) {
        return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    };
    const char* length = header(MHD_HTTP_HEADER_CONTENT_LENGTH);
    return (length != nullptr && std::strcmp(length, "0") != 0) || header(MHD_HTTP_HEADER_TRANSFER_ENCODING) != nullptr;
}

std::optional<std::string_view> authorizationOf(MHD_Connection* connection) {
    const char* header = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
    return header == nullptr ? std::nullopt : std::optional<std::string_view>(header);
}

std::string peerOf(MHD_Connection* connection) {
    constexpr size_t kNetwork = 8;
    const MHD_ConnectionInfo* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == nullptr || info->client_addr == nullptr) return {};
    const auto octets = [](const auto& address, size_t size) {
        return std::string(reinterpret_cast<const char*>(&address), size);
    };
    if (info->client_addr->sa_family == AF_INET6)
        return octets(reinterpret_cast<const sockaddr_in6*>(info->client_addr)->sin6_addr, kNetwork);
    const auto& address = reinterpret_cast<const sockaddr_in*>(info->client_addr)->sin_addr;
    return octets(address, sizeof address);
}

std::string addressOf(MHD_Connection* connection) {
    const MHD_ConnectionInfo* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET6_ADDRSTRLEN] = "?";
    if (info == nullptr || info->client_addr == nullptr) return text;
    const sockaddr* address = info->client_addr;
    const void* octets = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    if (address->sa_family == AF_INET6) octets = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    ::inet_ntop(address->sa_family, octets, text, sizeof text);
    return text;
}

std::optional<Response> refusal(const Transaction& transaction, std::string_view method, size_t longest_uri) {
    const std::string_view path = std::string_view(transaction.uri).substr(0, transaction.uri.find('?'));
    const bool must_post = path == kReloadPath;
    if (must_post && method != MHD_HTTP_METHOD_POST) return wrongMethod("POST", "only POST is known here");
    if (!must_post && method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD)
        return wrongMethod("GET, HEAD", "only GET and HEAD are known here");
    if (transaction.uri.size() > longest_uri)
        return sentence(MHD_HTTP_URI_TOO_LONG, "the URL is longer than " + std::to_string(longest_uri) + " octets");
    if (hasBody(transaction.connection)) return sentence(MHD_HTTP_CONTENT_TOO_LARGE, "a request has no body here");
    return std::nullopt;
}

Request::Pairs headersOf(MHD_Connection* connection) {
    Request::Pairs headers;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, takeHeader, &headers);
    return headers;
}

int descriptorOf(MHD_Connection* connection) {
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

MHD_Result send(MHD_Connection* connection, Response response, const Request::Pairs& headers) {
    const bool has_much = response.more || response.body.size() >= kWorthPacking;
    const bool packs = has_much && acceptsGzip(connection);
    if (packs) pack(response);
    const std::unique_ptr<MHD_Response, decltype(&MHD_destroy_response)> made(bodyOf(response, packs),
                                                                              MHD_destroy_response);
    MHD_add_response_header(made.get(), MHD_HTTP_HEADER_CONTENT_TYPE, response.type.c_str());
    if (has_much) MHD_add_response_header(made.get(), MHD_HTTP_HEADER_VARY, "Accept-Encoding, Accept");
    if (packs) MHD_add_response_header(made.get(), MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    if (!response.allow.empty())
        MHD_add_response_header(made.get(), MHD_HTTP_HEADER_ALLOW, std::string(response.allow).c_str());
    if (response.status == MHD_HTTP_SERVICE_UNAVAILABLE)
        MHD_add_response_header(made.get(), MHD_HTTP_HEADER_RETRY_AFTER, "1");
    if (response.asks_for_login) MHD_add_response_header(made.get(), MHD_HTTP_HEADER_WWW_AUTHENTICATE, kLogin);
    for (const auto& [name, value] : headers)
        MHD_add_response_header(made.get(), name.c_str(), value.c_str());
    return MHD_queue_response(connection, static_cast<unsigned>(response.status), made.get());
}

}  // namespace snmpolld::http
