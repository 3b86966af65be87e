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

// A reload may have come in between. Its settings are newer.
void WebWatch::looked() {
    const Look seen = std::exchange(look_, {});
    if (stopped_ || seen.number != number_ || !seen.read) return;
    if (!*seen.read) {
        if (std::exchange(trouble_, seen.read->error().message) != trouble_)
            log::error("web_config_failed", {{"error", trouble_}});
        return;
    }
    for (const std::string& warning : (*seen.read)->warnings)
        log::warning("config", {{"warning", warning}});
    log::info("web_config_read", {{"file", http_.web_config_file.string()}});
    take(**seen.read);
}

}  // namespace snmpolld::daemon
