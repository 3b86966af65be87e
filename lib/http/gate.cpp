#include "http/gate.hpp"

#include <microhttpd.h>

#include "base/clock.hpp"

namespace snmpolld::http {

namespace {

Response unauthorized() {
    Response response = sentence(MHD_HTTP_UNAUTHORIZED, "a user name and a password are needed");
    response.asks_for_login = true;
    return response;
}

std::optional<Response> responseTo(Passwords::Verdict verdict) {
    switch (verdict) {
        case Passwords::Verdict::right:
            return std::nullopt;
        case Passwords::Verdict::wrong:
            return unauthorized();
        case Passwords::Verdict::busy:
            return sentence(MHD_HTTP_SERVICE_UNAVAILABLE, "too many passwords are being checked");
    }
    return std::nullopt;
}

}  // namespace

// A rate that stays goes on where it is.
void Gate::use(const model::WebSettings& settings) {
    headers_ = settings.headers;
    passwords_.use(settings.users);
    const std::pair rate{settings.request_interval, settings.request_burst};
    if (std::exchange(rate_settings_, rate) == rate) return;
    rate_.reset();
    if (rate.first > Duration::zero()) rate_.emplace(1 / toSeconds(rate.first), rate.second);
}

Gate::Decision Gate::decide(std::optional<std::string_view> authorization, MonoTime now) {
    if (rate_ && !rate_->take(now))
        return {.entry = Entry::refused, .response = sentence(MHD_HTTP_TOO_MANY_REQUESTS, "too many requests")};
    if (!passwords_.isNeeded()) return {};
    auto login = authorization ? parseBasicAuth(*authorization) : std::nullopt;
    if (!login) return {.entry = Entry::refused, .response = unauthorized()};
    if (passwords_.knows(*login)) return {};
    return {.entry = Entry::asked, .login = std::move(login)};
}

uint64_t Gate::ask(Login login, const std::string& peer, Done done) {
    return passwords_.compare(std::move(login), peer,
                              [done = std::move(done)](Passwords::Verdict verdict) { done(responseTo(verdict)); });
}

}  // namespace snmpolld::http
