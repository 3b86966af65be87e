// The HTTP server of `snmpolld run` as the supervisor sees it: opens the sockets that snmpolld-http serves, answers its
// questions, polls what it is asked for, and shows it the records of the schedule. Off unless the config has
// http.listen.
#pragma once

#include <functional>
#include <string>

#include "base/clocks.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "http_scrape.hpp"
#include "loop/loop.hpp"
#include "loop/resolver.hpp"
#include "pool/http_child.hpp"
#include "report/self_metrics.hpp"
#include "samples/evaluators.hpp"
#include "sink/fanout.hpp"
#include "supervisor/observer.hpp"
#include "supervisor/service.hpp"
#include "web_watch.hpp"

namespace snmpolld::daemon {

class HttpFront : public supervisor::Observer, private pool::HttpChild::Events {
  public:
    // The arguments must outlive it. While it serves, the poller has a sampler.
    HttpFront(loop::Loop& loop, const Clocks& clocks, supervisor::Poller& poller, supervisor::Service& service,
              const sink::Fanout& sinks, const samples::Evaluators& evaluators);

    // Listens where the config says, if that is somewhere else than before; no descriptor otherwise. Clients are
    // answered once it is in use.
    Result<UniqueFd> listen(const config::Http& http);
    // Goes on with these settings; `opened` is what listen() returned for them.
    void use(ScrapeSettings settings, config::WebConfig web, UniqueFd opened);
    // Why the settings would have to be forced (WebWatch).
    Result<void> mayUse(const config::Http& http, const config::WebConfig& web) const { return web_.mayUse(http, web); }
    // Calls `done` when all clients to come are served by the settings in use.
    void settle(std::function<void()> done) { child_.settle(std::move(done)); }
    // What /metrics says of the config; must outlive this.
    void showConfig(const report::ConfigReport& config) { config_ = &config; }
    // What is known of the config, the web config included.
    report::ConfigReport configReport() const;
    bool busy() const { return web_.busy(); }  // a thread reads files, so this must not be destroyed
    // Reloads the config, which clients may ask for if the config allows it, and says how that went.
    using Reload = std::function<void(std::function<void(const Result<void>&)>)>;
    void setReload(Reload reload) { reload_ = std::move(reload); }
    bool serves() const { return child_.serves(); }
    void stopping();
    // Answers no more; the process ends.
    void finish() { child_.close(); }
    void kill() { child_.kill(); }
    bool stopped() const { return !child_.isRunning(); }

    void recordCame(const supervisor::Observation& seen) override;
    void hostChanged(const std::string& host) override;

  private:
    void scrapeWanted(pool::HttpTicket ticket, const ipc::ScrapeRequest& request) override;
    void asked(pool::HttpTicket ticket, ipc::About about) override;
    void resolve(AllowedScrape scrape, pool::HttpTicket ticket);
    void resolved(AllowedScrape scrape, const loop::NameResolver::Answer& found, pool::HttpTicket ticket);
    void poll(AllowedScrape scrape, pool::HttpTicket ticket);
    void say(pool::HttpTicket ticket, uint16_t status, const std::string& sentence);
    void refuse(pool::HttpTicket ticket, const Refusal& refusal);
    void reload(pool::HttpTicket ticket);
    ipc::HttpAnswer self() const;

    const Clocks& clocks_;
    supervisor::Service& service_;
    const sink::Fanout& sinks_;
    const samples::Evaluators& evaluators_;
    const MonoTime started_ = clocks_.mono();
    bool stopping_ = false;
    ScrapeSettings settings_;
    const report::ConfigReport* config_ = nullptr;
    Reload reload_;
    report::RoundTrips round_trips_;
    uint64_t padded_answers_ = 0;  // counted while there is a server, as is the next
    uint64_t failed_varbinds_ = 0;
    loop::Resolver resolver_;
    std::string program_;  // of the server, once it is needed
    pool::HttpChild child_;
    WebWatch web_;
};

}  // namespace snmpolld::daemon
