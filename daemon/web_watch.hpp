// WebWatch: notices that a certificate, a key or another file of the web config has been changed, and reads the web
// config again, without a reload. It looks every five seconds, in a thread, since a file may be on a slow disk. What
// cannot be read, or asks for less of clients than the present settings, leaves these in force, and is said once and
// tried again.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "config/web_config.hpp"
#include "config/web_protection.hpp"
#include "loop/background.hpp"
#include "loop/loop.hpp"
#include "model/web_settings.hpp"

namespace snmpolld::daemon {

class WebWatch {
  public:
    using Changed = std::function<void(const model::WebSettings& settings)>;

    // `changed` takes the settings that are to be in force from now on.
    WebWatch(loop::Loop& loop, Changed changed);

    // Why `web` must not be in force without being forced: it no longer asks for TLS, passwords or certificates of
    // clients. What closes the server, or opens it for the first time, loses nothing.
    Result<void> mayUse(const config::Http& http, const config::WebConfig& web) const;
    // Goes on with what a start or a reload has read.
    void use(const config::Http& http, config::WebConfig web);
    // Looks no more.
    void stop();
    // Why the files could not be read when they had last changed; "" if they could.
    const std::string& trouble() const { return trouble_; }
    bool busy() const { return background_.busy(); }

  private:
    // What the thread makes. It looks at files only.
    struct Look {
        config::Http http;
        std::vector<config::WebConfig::File> files;
        uint64_t number = 0;                              // of the settings in force when it began
        std::optional<Result<config::WebConfig>> read{};  // none: nothing has changed
    };

    void look();
    void looked();
    void take(config::WebConfig web);
    void failed(const std::string& trouble);

    Changed changed_;
    config::Http http_;
    std::vector<config::WebConfig::File> files_;  // in force
    config::WebProtection protection_;            // in force
    uint64_t number_ = 0;
    std::string trouble_;
    Look look_;  // the thread's as long as busy()
    bool stopped_ = false;
    loop::Timer timer_;
    loop::Background background_;
};

}  // namespace snmpolld::daemon
