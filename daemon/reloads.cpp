#include "reloads.hpp"

#include <utility>

#include "base/log.hpp"
#include "notify.hpp"

namespace snmpolld::daemon {

namespace {

Error stopping() {
    return {ErrorKind::usage, "the service is stopping"};
}

}  // namespace

Reloads::Reloads(loop::Loop& loop, const Clocks& clocks, const LoadedConfig& first, MayTake may_take, Take take)
    : clocks_(clocks),
      may_take_(std::move(may_take)),
      take_(std::move(take)),
      host_keys_(first.host_keys),
      report_{.file = first.config.file, .hash = first.hash, .loaded_at = clocks.wall(), .trouble = {}},
      background_(loop) {}

void Reloads::request(bool forced, Answer answer) {
    if (stopped_) {
        log::error("reload_failed", {{"error", stopping().message}});
        return answer(tl::unexpected(stopping()));
    }
    Order& order = running_ ? (waiting_ ? *waiting_ : waiting_.emplace(Order{})) : running_.emplace(Order{});
    order.forced |= forced;
    order.answers.push_back(std::move(answer));
    if (!waiting_) begin();
}

void Reloads::begin() {
    notifyReloading();
    background_.run([this, file = report_.file] { read_ = loadConfig(file); }, [this] { readingEnded(); });
}

void Reloads::readingEnded() {
    if (stopped_) return;
    Result<LoadedConfig> read = std::exchange(read_, {});
    if (!read) return end(tl::unexpected(read.error()));
    if (const auto allowed = mayTake(*read); !allowed) return end(allowed);
    for (const std::string& warning : read->warnings)
        log::warning("config", {{"warning", warning}});
    std::vector<uint64_t> host_keys = std::move(read->host_keys);
    const auto taken = [this, hash = read->hash, host_keys = std::move(host_keys)]() mutable {
        if (stopped_) return;
        host_keys_ = std::move(host_keys);
        report_.hash = hash;
        report_.loaded_at = clocks_.wall();
        log::info("reloaded", {{"config", report_.file}, {"hosts", host_keys_.size()}});
        end({});
    };
    if (const auto done = take_(std::move(*read), taken); !done) end(done);
}

// A file that somebody is just writing may be valid although its end is missing.
Result<void> Reloads::mayTake(const LoadedConfig& loaded) const {
    if (running_->forced) return {};
    if (const auto allowed = may_take_(loaded); !allowed) return allowed;
    const size_t removed = countRemoved(host_keys_, loaded.host_keys);
    if (host_keys_.size() < kFewHosts || 2 * removed <= host_keys_.size()) return {};
    return usageError(report_.file + " would remove " + std::to_string(removed) + " of " +
                      std::to_string(host_keys_.size()) +
                      " hosts, as a file does of which only a part has been written; the config in use goes on. If "
                      "this is meant, run: snmpolld reload --force");
}

void Reloads::end(const Result<void>& result) {
    if (!result) log::error("reload_failed", {{"error", result.error().message}});
    report_.trouble = result ? "" : result.error().message;
    notifyReady(std::to_string(host_keys_.size()) + " hosts");
    const Order ended = *std::exchange(running_, std::exchange(waiting_, std::nullopt));
    for (const Answer& answer : ended.answers)
        answer(result);
    if (running_) begin();
}

void Reloads::stop() {
    stopped_ = true;
    for (std::optional<Order>* order : {&running_, &waiting_}) {
        const std::optional<Order> ended = std::exchange(*order, std::nullopt);
        if (!ended) continue;
        for (const Answer& answer : ended->answers)
            answer(tl::unexpected(stopping()));
    }
}

}  // namespace snmpolld::daemon
