#include "supervisor/guests.hpp"

#include <algorithm>
#include <limits>

#include "model/credentials.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr uint32_t kNoNumber = std::numeric_limits<uint32_t>::max();  // it is on no schedule

// Of guests whose own are gone.
const Guests::Credentials& noCredentials() {
    static const Guests::Credentials none = std::make_shared<const model::Credentials>();
    return none;
}

}  // namespace

bool Guests::isGuest(const Host& host) {
    return host.id == kNoNumber;
}

Host& Guests::of(const model::Target& target) {
    Guest& guest = guests_[target.host];
    guest.asked = ++asked_;
    if (!guest.host) {
        guest.host = std::make_unique<Host>(target);
        guest.host->id = kNoNumber;
    }
    if (guest.host->target.credentials == noCredentials()) guest.host->retarget(target);
    // A guest that was configured meanwhile has polls that it does not know of.
    guest.host->seq = std::max(guest.host->seq, sequences_.take(target.host));
    return *guest.host;
}

Host* Guests::find(const std::string& name) {
    const auto it = guests_.find(name);
    return it == guests_.end() ? nullptr : it->second.host.get();
}

// Many guests have the same ones, which are looked for once.
void Guests::renew(std::span<const Credentials> present, const std::function<bool(const Host&)>& waits) {
    std::unordered_map<Credentials, Credentials> known;
    for (auto it = guests_.begin(); it != guests_.end();) {
        Host& host = *it->second.host;
        const Credentials own = host.target.credentials;
        const auto [renewed, fresh] = known.try_emplace(own, noCredentials());
        if (fresh) {
            const auto found = std::ranges::find_if(present, [&](const auto& other) { return *other == *own; });
            if (found != present.end()) renewed->second = *found;
        }
        host.target.credentials = renewed->second;
        const bool is_gone = renewed->second == noCredentials() && host.open_polls == 0 && !waits(host);
        if (is_gone) sequences_.keep(it->first, host.seq);
        it = is_gone ? guests_.erase(it) : std::next(it);
    }
}

void Guests::trim(const std::function<bool(const Host&)>& waits) {
    while (guests_.size() > most_) {
        auto oldest = guests_.end();
        for (auto it = guests_.begin(); it != guests_.end(); ++it)
            if (it->second.host->open_polls == 0 && !waits(*it->second.host) &&
                (oldest == guests_.end() || it->second.asked < oldest->second.asked))
                oldest = it;
        if (oldest == guests_.end()) return;
        sequences_.keep(oldest->first, oldest->second.host->seq);
        guests_.erase(oldest);
    }
}

}  // namespace snmpolld::supervisor
