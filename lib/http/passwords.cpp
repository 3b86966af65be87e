#include "http/passwords.hpp"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/panic.hpp"
#include "http/bcrypt.hpp"

namespace snmpolld::http {

// What the thread gets and what it says. Shared with it, since it may outlive the Passwords.
struct Passwords::Job {
    Secret hash;
    Secret password;
    bool is_users = false;  // the hash is that of the user, not of a stand-in
    bool is_right = false;
};

namespace {

// Texts behind their lengths, so that no two sequences of texts are one.
void append(std::string_view text, std::string& out) {
    const uint64_t size = text.size();
    out.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
}

}  // namespace

Passwords::Passwords(loop::Loop& loop) : background_(loop) {
    if (gnutls_rnd(GNUTLS_RND_KEY, key_.data(), key_.size()) < 0) panic("no random octets");
}

const model::WebUser* Passwords::find(std::string_view name) const {
    const auto found = std::ranges::find(users_, name, &model::WebUser::name);
    return found == users_.end() ? nullptr : &*found;
}

// The user whose hash is computed in the place of that of a user who does not exist: always the same one for a name, so
// that the time is that of some user.
const model::WebUser& Passwords::standIn(std::string_view name) const {
    Digest digest{};
    gnutls_hmac_fast(GNUTLS_MAC_SHA256, key_.data(), key_.size(), name.data(), name.size(), digest.data());
    uint64_t number = 0;
    std::memcpy(&number, digest.data(), sizeof number);
    return users_[number % users_.size()];
}

Passwords::Digest Passwords::digestOf(const Login& login, const Secret& hash) const {
    std::string text;
    text.reserve(login.user.size() + hash.reveal().size() + login.password.reveal().size() + 3 * sizeof(uint64_t));
    append(login.user, text);
    append(hash.reveal(), text);
    append(login.password.reveal(), text);
    Digest digest{};
    gnutls_hmac_fast(GNUTLS_MAC_SHA256, key_.data(), key_.size(), text.data(), text.size(), digest.data());
    wipeMemory(text.data(), text.size());
    return digest;
}

bool Passwords::knows(const Login& login) const {
    const model::WebUser* user = find(login.user);
    return user != nullptr && remembered_.contains(digestOf(login, user->hash));
}

uint64_t Passwords::compare(Login login, const std::string& peer, Done done) {
    const uint64_t ticket = ++last_ticket_;
    waiting_.emplace(ticket, Waiting{.login = std::move(login), .done = std::move(done)});
    const auto loser = queue_.add(ticket, peer);
    begin();
    if (loser) tell(*loser, Verdict::busy);
    return ticket;
}

void Passwords::cancel(uint64_t ticket) {
    queue_.remove(ticket);
    waiting_.erase(ticket);
}

void Passwords::tell(uint64_t ticket, Verdict verdict) {
    const auto waiting = waiting_.extract(ticket);
    if (!waiting.empty()) waiting.mapped().done(verdict);
}

void Passwords::begin() {
    if (background_.busy()) return;
    const auto ticket = queue_.next();
    if (!ticket) return;
    const Login& login = waiting_.at(*ticket).login;
    if (users_.empty()) {
        tell(*ticket, Verdict::right);
        return begin();
    }
    const model::WebUser* user = find(login.user);
    const auto job = std::make_shared<Job>(Job{.hash = user != nullptr ? user->hash : standIn(login.user).hash,
                                               .password = login.password,
                                               .is_users = user != nullptr});
    background_.run([job] { job->is_right = isPasswordOf(job->hash, job->password); },
                    [this, ticket = *ticket, login, job] { ended(ticket, login, job); });
}

// The users may be others by now.
void Passwords::ended(uint64_t ticket, const Login& login, const std::shared_ptr<Job>& job) {
    const model::WebUser* user = find(login.user);
    const bool is_right = job->is_users && job->is_right && user != nullptr && user->hash == job->hash;
    if (is_right) {
        if (remembered_.size() >= kMostRemembered) remembered_.clear();
        remembered_.insert(digestOf(login, job->hash));
    }
    tell(ticket, is_right ? Verdict::right : Verdict::wrong);
    begin();
}

}  // namespace snmpolld::http
