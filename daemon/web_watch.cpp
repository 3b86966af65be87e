#include "web_watch.hpp"

#include <utility>

#include "base/log.hpp"
#include "loaded_config.hpp"

namespace snmpolld::daemon {

namespace {

constexpr Duration kLookEvery = std::chrono::seconds(5);

}  // namespace

WebWatch::WebWatch(loop::Loop& loop, Changed changed)
    : changed_(std::move(changed)), timer_(loop, [this] { look(); }), background_(loop) {}

Result<void> WebWatch::mayUse(const config::Http& http, const config::WebConfig& web) const {
    if (!http_.listen || !http.listen) return {};
    const std::string lost = config::lostProtection(protection_, config::protectionOf(web.settings));
    if (lost.empty()) return {};
    const std::filesystem::path& file = http.web_config_file.empty() ? http_.web_config_file : http.web_config_file;
    const std::string subject =
        http.web_config_file.empty() ? "the config without the web config " + file.string() : file.string();
    return usageError(subject + " no longer asks for " + lost +
                      ", as a file does of which only a part has been written; the present settings stay. If this is "
                      "meant, run: snmpolld reload --force");
}

void WebWatch::use(const config::Http& http, config::WebConfig web) {
    http_ = http;
    ++number_;
    take(std::move(web));
    if (files_.empty())
        timer_.stop();
    else if (!stopped_)
        timer_.startEvery(kLookEvery);
}

void WebWatch::stop() {
    stopped_ = true;
    timer_.stop();
}

void WebWatch::take(config::WebConfig web) {
    files_ = std::move(web.files);
    trouble_.clear();
    protection_ = config::protectionOf(web.settings);
    changed_(web.settings);
}

void WebWatch::look() {
    if (background_.busy()) return;
    look_ = {.http = http_, .files = files_, .number = number_};
    const auto look = [this] {
        if (config::haveChanged(look_.files)) look_.read = loadWebConfig(look_.http);
    };
    background_.run(look, [this] { looked(); });
}

void WebWatch::failed(const std::string& trouble) {
    if (std::exchange(trouble_, trouble) != trouble) log::error("web_config_failed", {{"error", trouble}});
}

// A reload may have come in between. Its settings are newer.
void WebWatch::looked() {
    const Look seen = std::exchange(look_, {});
    if (stopped_ || seen.number != number_ || !seen.read) return;
    if (!*seen.read) return failed(seen.read->error().message);
    if (const auto allowed = mayUse(http_, **seen.read); !allowed) return failed(allowed.error().message);
    for (const std::string& warning : (*seen.read)->warnings)
        log::warning("config", {{"warning", warning}});
    log::info("web_config_read", {{"file", http_.web_config_file.string()}});
    take(**seen.read);
}

}  // namespace snmpolld::daemon
