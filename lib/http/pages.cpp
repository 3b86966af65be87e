#include "http/pages.hpp"

#include <utility>

#include "http/scrape_query.hpp"
#include "samples/sample_packer.hpp"

namespace snmpolld::http {

namespace {

constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
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

Response metricsText(std::string text) {
    return {.type = std::string(kMetricsType), .body = std::move(text)};
}

}  // namespace

Server::Left Pages::answer(const Request& request, const Server::Reply& reply) {
    if (request.path == "/snmp") return scrape(request, reply);
    if (request.path == "/metrics" || request.path == "/healthz") {
        const auto about = request.path == "/metrics" ? ipc::About::metrics : ipc::About::health;
        return ask([about](uint64_t id) { return ipc::HttpQuestion{.id = id, .about = about}; },
                   {.reply = reply, .about_itself = about == ipc::About::metrics});
    }
    if (request.path == "/targets/metrics")
        reply({.type = std::string(kMetricsType), .more = last_samples_.page()});
    else if (request.path == "/")
        reply({.type = std::string(kHtml), .body = std::string(kIndex)});
    else
        reply(sentence(404, "there is no such page; / has links to those that there are"));
    return {};
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
    return ask(numbered, {.reply = reply});
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
    const auto& [reply, about_itself] = waiting.mapped();
    if (!answer.samples) return reply(sentence(answer.status, answer.sentence));
    std::string text;
    samples::appendText(*answer.samples, format::TextStyle::prometheus, text);
    if (about_itself) addOwn(text);
    reply(metricsText(std::move(text)));
}

void Pages::addOwn(std::string& text) const {
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
    samples::appendText(packer.finish(), format::TextStyle::prometheus, text);
}

}  // namespace snmpolld::http
