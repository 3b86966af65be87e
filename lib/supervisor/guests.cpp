#include "supervisor/guests.hpp"

#include <algorithm>
#include <limits>

namespace snmpolld::supervisor {

namespace {

constexpr uint32_t kNoNumber = std::numeric_limits<uint32_t>::max();  // it is on no schedule

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
    // A guest that was configured meanwhile has polls that it does not know of.
    guest.host->seq = std::max(guest.host->seq, sequences_.take(target.host));
    return *guest.host;
}

Host* Guests::find(const std::string& name) {
    const auto it = guests_.find(name);
    return it == guests_.end() ? nullptr : it->second.host.get();
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
