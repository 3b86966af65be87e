// The HTTP server of `snmpolld run`: /snmp, /targets/metrics, /metrics, /healthz and a page with links. Off unless the
// config has http.listen. Keeps what the pages show.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clocks.hpp"
#include "base/result.hpp"
#include "http/server.hpp"
#include "http_scrape.hpp"
#include "loop/loop.hpp"
#include "loop/resolver.hpp"
#include "report/self_metrics.hpp"
#include "samples/evaluators.hpp"
#include "samples/last_samples.hpp"
#include "sink/fanout.hpp"
#include "supervisor/observer.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::daemon {

class HttpFront : public supervisor::Observer {
  public:
    // The arguments must outlive it. While it serves, the poller has a sampler.
    HttpFront(loop::Loop& loop, const Clocks& clocks, supervisor::Poller& poller, supervisor::Service& service,
              const sink::Fanout& sinks, const samples::Evaluators& evaluators);

    // Listens where the config says, if that is somewhere else than before; null otherwise. The server answers once it
    // is in use.
    Result<std::unique_ptr<http::Server>> listen(const config::Http& http);
    // Goes on with these settings; `opened` is what listen() returned for them.
    void use(ScrapeSettings settings, std::unique_ptr<http::Server> opened);
    // What /metrics says of the config; must outlive this.
    void showConfig(const report::ConfigReport& config) { config_ = &config; }
    bool serves() const { return server_ != nullptr; }
    void stopping() { stopping_ = true; }

    void recordCame(const supervisor::Observation& seen) override;
    void hostChanged(const std::string& host) override;

  private:
    void answer(const http::Request& request, const http::Server::Reply& reply);
    void answerScrape(const http::Request& request, const http::Server::Reply& reply);
    void resolve(ScrapeRequest scrape, const http::Server::Reply& reply);
    void resolved(ScrapeRequest scrape, const loop::NameResolver::Answer& found, const http::Server::Reply& reply);
    void poll(ScrapeRequest scrape, const http::Server::Reply& reply);
    http::Response self() const;
    http::Response health() const;

    loop::Loop& loop_;
    const Clocks& clocks_;
    supervisor::Service& service_;
    const sink::Fanout& sinks_;
    const samples::Evaluators& evaluators_;
    const MonoTime started_ = clocks_.mono();
    bool stopping_ = false;
    ScrapeSettings settings_;
    const report::ConfigReport* config_ = nullptr;
    report::RoundTrips round_trips_;
    uint64_t padded_answers_ = 0;                       // counted while there is a server, as is the next
    uint64_t failed_varbinds_ = 0;                      // counted while there is a server
    std::optional<samples::LastSamples> last_samples_;  // while there is a server
    loop::Resolver resolver_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace snmpolld::daemon
