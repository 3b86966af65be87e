#include "http/pages.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "http/scrape_query.hpp"
#include "samples/sample_packer.hpp"

namespace snmpolld::http {

namespace {

constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view kOpenMetricsType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
constexpr std::string_view kOpenMetricsEnd = "# EOF\n";
constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kIndex = R"(<!DOCTYPE html>
<html lang="en">
<head><title>snmpolld</title></head>
<body>
<h1>snmpolld )" SNMPOLLD_VERSION R"(</h1>
<ul>
<li><a href="/targets/metrics">/targets/metrics</a>: what the last poll of every target gave</li>
<li><a href="/metrics">/metrics</a>: the daemon itself</li>
<li><a href="/healthz">/healthz</a>: whether it is well</li>
<li>/snmp?target=HOST&amp;module=NAME&amp;auth=NAME: a poll now</li>
</ul>
<form action="/snmp">
<p><label>Target <input name="target" required></label>
<label>Module <input name="module" value="if_mib"></label>
<label>Auth <input name="auth"></label>
<button>Poll</button></p>
</form>
</body>
</html>
)";

using format::TextStyle;

// As the client wants it; whoever does not say gets Prometheus' own format.
TextStyle styleFor(const Request& request) {
    const std::string accept = request.header("accept").value_or("");
    const double open_metrics = preference(accept, "application/openmetrics-text");
    return open_metrics > 0 && open_metrics >= preference(accept, "text/plain") ? TextStyle::open_metrics
                                                                                : TextStyle::prometheus;
}

Response metricsPage(TextStyle style) {
    return {.type = std::string(style == TextStyle::open_metrics ? kOpenMetricsType : kMetricsType)};
}

// OpenMetrics says where it ends.
std::function<std::string()> withEnd(std::function<std::string()> more) {
    return [more = std::move(more), ended = false]() mutable {
        std::string piece = more();
        if (piece.empty() && !std::exchange(ended, true)) piece = kOpenMetricsEnd;
        return piece;
    };
}

std::optional<ipc::About> aboutOf(const Request& request) {
    if (request.path == "/metrics") return ipc::About::metrics;
    if (request.path == "/healthz" || request.path == "/-/healthy" || request.path == "/-/ready")
        return ipc::About::health;
    if (request.path == kReloadPath) return ipc::About::reload;
    return std::nullopt;
}

}  // namespace

Server::Left Pages::answer(const Request& request, const Server::Reply& reply) {
    if (request.path == "/snmp") return scrape(request, reply);
    if (const auto about = aboutOf(request))
        return ask([about](uint64_t id) { return ipc::HttpQuestion{.id = id, .about = *about}; },
                   {.reply = reply, .style = styleFor(request), .about_itself = about == ipc::About::metrics});
    if (request.path == "/targets/metrics")
        reply(lastSamples(styleFor(request)));
    else if (request.path == "/")
        reply({.type = std::string(kHtml), .body = std::string(kIndex)});
    else
        reply(sentence(404, "there is no such page; / has links to those that there are"));
    return {};
}

Response Pages::lastSamples(TextStyle style) {
    Response page = metricsPage(style);
    page.more = last_samples_.page(style);
    if (style == TextStyle::open_metrics) page.more = withEnd(std::move(page.more));
    return page;
}

Server::Left Pages::scrape(const Request& request, const Server::Reply& reply) {
    auto query = scrapeQuery(request);
    if (!query) {
        reply(std::move(query.error()));
        return {};
    }
    const auto numbered = [query = std::move(*query)](uint64_t id) {
        ipc::ScrapeRequest scrape = query;
        scrape.id = id;
        return scrape;
    };
    return ask(numbered, {.reply = reply, .style = styleFor(request)});
}

Server::Left Pages::ask(std::function<ipc::FromHttp(uint64_t id)> question, Waiting waiting) {
    const uint64_t id = ++last_id_;
    waiting_.emplace(id, std::move(waiting));
    say_(question(id));
    return [this, id] {
        if (waiting_.erase(id) > 0) say_(ipc::AskerLeft{id});
    };
}

void Pages::take(ipc::HttpAnswer answer) {
    const auto waiting = waiting_.extract(answer.id);
    if (waiting.empty()) return;  // whoever asked has left meanwhile
    const auto& [reply, style, about_itself] = waiting.mapped();
    if (!answer.samples) return reply(sentence(answer.status, answer.sentence));
    Response page = metricsPage(style);
    samples::appendText(*answer.samples, style, page.body);
    if (about_itself) addOwn(style, page.body);
    if (style == TextStyle::open_metrics) page.body += kOpenMetricsEnd;
    reply(std::move(page));
}

void Pages::addOwn(TextStyle style, std::string& text) const {
    samples::SamplePacker packer({});
    const auto only = [&](std::string_view name, model::FamilyType type, std::string_view help, uint64_t value) {
        packer.begin({.name = std::string(name), .type = type, .help = std::string(help)});
        packer.add({}, static_cast<double>(value));
    };
    using enum model::FamilyType;
    only("snmpolld_http_connections", gauge, "Open connections to this server.", clients_());
    only("snmpolld_samples_kept", gauge, "Samples of the last polls that are kept to be shown.",
         last_samples_.samples());
    only("snmpolld_samples_kept_bytes", gauge, "Octets that their numbers and labels take.", last_samples_.bytes());
    only("snmpolld_polls_without_room_total", counter, "Polls whose samples were too many to be kept.",
         last_samples_.leftOut());
    packer.begin({.name = "snmpolld_http_refused_total",
                  .type = counter,
                  .help = "Clients that were not served, since this server's process began."});
    for (size_t i = 0; i < Refusals::kNames.size(); ++i) {
        const format::LabelView reason[] = {{"reason", Refusals::kNames[i]}};
        packer.add(reason, static_cast<double>(refusals_.counts()[i]));
    }
    samples::appendText(packer.finish(), style, text);
}

}  // namespace snmpolld::http
