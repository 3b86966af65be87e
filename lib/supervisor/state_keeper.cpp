#include "supervisor/state_keeper.hpp"

#include <system_error>
#include <utility>

#include "base/log.hpp"
#include "supervisor/state_file.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr Duration kSlice = std::chrono::milliseconds(2);  // then polls have their turn
constexpr size_t kHostsAtOnce = 64;
constexpr size_t kUsualLine = 96;

bool isOf(const KeptHost& kept, const Host& host, WallTime now) {
    return kept.agent == agentText(host.target) && kept.auth == host.target.auth &&
           now - kept.learned_at <= StateKeeper::kMaxAge;
}

}  // namespace

StateKeeper::StateKeeper(loop::Loop& loop, const Clocks& clocks, loop::Timing& timing, Service& service)
    : clocks_(clocks),
      service_(service),
      replacer_(loop),
      every_(timing.alarm([this] { save(); })),
      slice_(timing.alarm([this] { slice(); })) {}

void StateKeeper::use(Settings settings) {
    if (settings.file != settings_.file) in_trouble_ = false;
    settings_ = std::move(settings);
    every_->stop();
    if (!settings_.file.empty()) every_->startEvery(settings_.every);
}

void StateKeeper::restore() {
    if (settings_.file.empty()) return;
    const Now now = clocks_.now();
    const auto kept = readState(settings_.file, now);
    if (!kept) return setAside(kept.error());
    size_t restored = 0;
    for (const KeptHost& one : *kept) {
        const Host* host = service_.hosts().find(one.host);
        if (host == nullptr || !isOf(one, *host, now.wall)) continue;
        service_.recall(one.host, one.learned, one.learned_at);
        ++restored;
    }
    log::info("state_restored", {{"file", settings_.file.string()}, {"hosts", restored}});
}

void StateKeeper::setAside(const Error& why) const {
    const std::string aside = settings_.file.string() + ".broken";
    std::error_code error;
    std::filesystem::rename(settings_.file, aside, error);
    const std::string kept_as = error ? "nothing: " + error.message() : aside;
    log::warning("state_broken", {{"error", why.message}, {"kept_as", kept_as}});
}

void StateKeeper::save() {
    if (settings_.file.empty()) return;
    if (std::exchange(saving_, true)) {
        again_ = true;
        return;
    }
    text_.reserve(service_.hosts().slots() * kUsualLine);
    text_ = stateHead();
    next_ = 0;
    noted_ = 0;
    slice();
}

void StateKeeper::finish() {
    every_->stop();
    hurry_ = true;
    save();
}

// Hosts may come and go between two slices. One that gets a number already passed is written the next time.
void StateKeeper::slice() {
    const Now now = clocks_.now();
    while (next_ < service_.hosts().slots()) {
        if (next_ % kHostsAtOnce == 0 && !hurry_ && clocks_.mono() - now.mono > kSlice)
            return slice_->startAt(now.mono);
        if (const Host* host = service_.hosts().slot(next_++)) note(*host, now);
    }
    text_ += stateEnd(noted_);
    replacer_.replace(settings_.file, std::exchange(text_, {}), [this](const auto& result) { written(result); });
}

void StateKeeper::note(const Host& host, Now now) {
    if (host.learned == model::Learned{} || now.wall - host.learned_at > kMaxAge) return;
    const model::Target& target = host.target;
    noted_ +=
        appendState({target.host, agentText(target), target.auth, host.learned_at, host.learned}, now, text_) ? 1 : 0;
}

void StateKeeper::written(const Result<void>& result) {
    saving_ = false;
    if (!result && !in_trouble_) log::warning("state_not_written", {{"error", result.error().message}});
    if (result && in_trouble_) log::info("state_written_again", {{"file", settings_.file.string()}});
    in_trouble_ = !result;
    if (std::exchange(again_, false)) save();
}

}  // namespace snmpolld::supervisor
