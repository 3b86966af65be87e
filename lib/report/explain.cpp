#include "report/explain.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "format/json_text.hpp"
#include "names/name_catalog.hpp"
#include "report/client_commands.hpp"

namespace snmpolld::report {

namespace {

using model::Version;
using nlohmann::ordered_json;

ordered_json textOrNull(std::string text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(std::move(text));
}

ordered_json numberOrNull(uint64_t number) {
    return number == 0 ? ordered_json(nullptr) : ordered_json(number);
}

ordered_json millisecondsOrNull(Duration d) {
    return d == Duration::zero() ? ordered_json(nullptr) : ordered_json(toMilliseconds(d));
}

ordered_json oidJson(const model::Oid& oid, const names::NameCatalog& names) {
    ordered_json out{{"oid", oid.toString()}};
    if (const auto name = names.nameOf(oid)) out["name"] = *name;
    return out;
}

ordered_json oidsJson(const std::vector<model::Oid>& oids, const names::NameCatalog& names) {
    ordered_json out = ordered_json::array();
    for (const model::Oid& oid : oids)
        out.push_back(oidJson(oid, names));
    return out;
}

ordered_json filteredJson(const model::ModuleSet& asked, const names::NameCatalog& names) {
    ordered_json out = ordered_json::array();
    for (const model::FilteredColumn& filtered : asked.filtered) {
        ordered_json where = ordered_json::array();
        for (const uint32_t filter : filtered.filters) {
            where.push_back(oidJson(asked.filters[filter].column, names));
            where.back()["values"] = asked.filters[filter].values;
        }
        out.push_back(oidJson(filtered.column, names));
        out.back()["where"] = std::move(where);
    }
    return out;
}

ordered_json transportJson(const supervisor::Host& host) {
    const model::Target& target = host.target;
    const std::string transport = target.transport == model::Transport::tcp ? "tcp" : "udp";
    return {{"address", host.address ? ordered_json(host.address->toString()) : ordered_json(nullptr)},
            {"addresses", host.addresses},
            {"address_silent", host.address_silent},
            {"node", target.node},
            {"port", target.port},
            {"transport", transport + (target.ipv6_only ? "6" : "")}};
}

ordered_json securityJson(const model::Target& target) {
    const model::Credentials& c = *target.credentials;
    ordered_json out{{"version", model::versionName(c.version)}, {"auth", textOrNull(target.auth)}};
    if (c.version != Version::v3) return out;
    out["username"] = c.username;
    out["security_level"] = model::securityLevelName(c.security_level);
    out["auth_protocol"] = textOrNull(std::string(model::authProtocolName(c.auth_protocol)));
    out["priv_protocol"] = textOrNull(std::string(model::privProtocolName(c.priv_protocol)));
    out["context_name"] = c.context_name;
    return out;
}

void addSettings(const model::RequestSettings& settings, ordered_json& out) {
    model::forEachRequestSetting(
        [&](const model::Setting& setting, const auto& value) {
            using T = std::remove_cvref_t<decltype(value)>;
            if constexpr (std::is_same_v<T, Duration>)
                out[std::string(setting.key) + "_s"] = toSeconds(value);
            else if constexpr (std::is_same_v<T, model::Quirks>)
                out[std::string(setting.key)] = value.words();
            else
                out[std::string(setting.key)] = value;
        },
        settings);
}

// Those of the target and of its auth. any_source has its older name, too.
void addQuirks(model::Quirks quirks, ordered_json& out) {
    out["quirks"] = quirks.words();
    out["use_unconnected_udp_socket"] = quirks.has(model::Quirk::any_source);
}

ordered_json questionJson(const model::ModuleSet& asked, const names::NameCatalog& names) {
    ordered_json out{{"modules", asked.modules},
                     {"get", oidsJson(asked.get, names)},
                     {"walk", oidsJson(asked.walk, names)},
                     {"filtered", filteredJson(asked, names)}};
    addSettings(asked.requests, out);
    out["lookups"] = oidsJson(asked.lookups, names);
    return out;
}

ordered_json silentJson(const model::Learned& learned, const names::NameCatalog& names, Now now) {
    ordered_json out = ordered_json::array();
    for (const model::SilentOid& silent : learned.silent) {
        out.push_back(oidJson(silent.oid, names));
        const auto ago = std::chrono::duration_cast<WallTime::duration>(now.mono - silent.since);
        out.back()["since"] = formatUtc(now.wall - ago);
        out.back()["left_out_of"] = silent.left;
        out.back()["pause"] = silent.pause;
    }
    return out;
}

ordered_json learnedJson(const model::Learned& learned, const names::NameCatalog& names, Now now) {
    ordered_json out{{"max_request_bytes", numberOrNull(learned.max_request_bytes)},
                     {"max_answer_varbinds", numberOrNull(learned.max_answer_varbinds)},
                     {"max_get_oids", numberOrNull(learned.max_get_oids)},
                     {"max_walk_columns", numberOrNull(learned.max_walk_columns)},
                     {"pdu_gap_ms", millisecondsOrNull(learned.pdu_gap)},
                     {"silent", silentJson(learned, names, now)},
                     {"no_bulk", learned.no_bulk},
                     {"round_trip_ms", millisecondsOrNull(learned.round_trip.smoothed)},
                     {"round_trip_variation_ms", millisecondsOrNull(learned.round_trip.variation)},
                     {"engine_id", textOrNull(toHex(learned.engine_id))}};
    if (learned.engine_id.empty()) return out;
    out["engine_boots"] = learned.engine_boots;
    out["engine_time"] = learned.engine_time + static_cast<uint64_t>(toSeconds(now.mono - learned.engine_seen));
    return out;
}

// How long each try of a request waits now.
ordered_json waitsJson(const supervisor::Host& host, const model::Target& target) {
    const bool udp = target.transport == model::Transport::udp;
    const model::RoundTrip known = udp ? host.learned.round_trip : model::RoundTrip{};
    ordered_json out = ordered_json::array();
    for (int number = 0; number <= target.retries; ++number)
        out.push_back(toSeconds(model::waitOfTry(known, target, number)));
    return out;
}

ordered_json timesJson(const supervisor::Service& service, const supervisor::Host& host,
                       const supervisor::Question& question, Now now) {
    const model::Target& target = question.target;
    const auto phase =
        Duration(static_cast<int64_t>(supervisor::phaseKey(host) % static_cast<uint64_t>(target.interval.count())));
    ordered_json out{{"interval_s", toSeconds(target.interval)}, {"phase_s", toSeconds(phase)}, {"next_due", nullptr}};
    if (const auto next = service.nextDue(question)) {
        const Duration left = *next - now.mono;
        out["next_due"] = formatUtc(now.wall + std::chrono::duration_cast<WallTime::duration>(left));
        out["next_due_in_s"] = toSeconds(left);
    }
    out["in_flight"] = question.isUnderWay();
    out["timeout_s"] = toSeconds(target.timeout);
    out["timeout_min_s"] = toSeconds(target.timeout_min);
    out["waits_s"] = waitsJson(host, target);
    out["retries"] = target.retries;
    out["deadline_s"] = toSeconds(supervisor::pollDeadline(target));
    return out;
}

ordered_json restsJson(const supervisor::Service& service, const supervisor::Host& host, Now now) {
    ordered_json out{{"gap_s", toSeconds(host.target.gap)}, {"in_flight_max", host.target.in_flight}};
    const Duration quarantine = host.quarantined_until - now.mono;
    out["quarantined_for_s"] =
        quarantine > Duration::zero() ? ordered_json(toSeconds(quarantine)) : ordered_json(nullptr);
    out["suspect"] = service.isSuspect(host);
    return out;
}

ordered_json outcomesJson(const supervisor::Question& question) {
    ordered_json out = ordered_json::array();
    for (const supervisor::Outcomes::Entry& entry : question.outcomes.newestFirst())
        out.push_back({{"status", statusName(entry.status)},
                       {"started", formatUtc(entry.at)},
                       {"duration_ms", toMilliseconds(entry.duration)}});
    return out;
}

// What is the same for all questions of the host.
struct Explained {
    const supervisor::Service& service;
    const supervisor::Host& host;
    const SplitGets& split;
    const names::NameCatalog& names;
    Now now;
};

// One of the host's questions, and what became of it.
ordered_json askedJson(const Explained& explained, const supervisor::Question& question) {
    const auto& [service, host, split, names, now] = explained;
    const std::vector<size_t> gets = split(question.target, host.learned);
    ordered_json out = questionJson(*question.target.module_set, names);
    addQuirks(question.target.module_set->requests.quirks | question.target.credentials->quirks, out);
    out["requests"] = {{"get", gets}, {"last_poll", numberOrNull(question.last_requests)}};
    out.update(timesJson(service, host, question, now));
    out["outcomes"] = outcomesJson(question);
    out["last_error"] = question.last_error ? ordered_json(*question.last_error) : ordered_json(nullptr);
    out["commands"] = clientCommands({question.target, host.learned, host.address, gets});
    return out;
}

std::string unknownHost(const supervisor::Service& service, const std::string& host) {
    const std::string nearest = service.hosts().nearest(host);
    const std::string hint = nearest.empty() ? "" : "; did you mean " + nearest + "?";
    const ordered_json out{{"error", "no host " + host + " is configured" + hint}, {"usage", true}};
    return format::withoutSeparators(out.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

}  // namespace

std::string explainJson(const supervisor::Service& service, const std::string& name, const SplitGets& split,
                        const names::NameCatalog& names, Now now) {
    const supervisor::Host* host = service.hosts().find(name);
    if (host == nullptr) return unknownHost(service, name);
    const Explained explained{.service = service, .host = *host, .split = split, .names = names, .now = now};
    ordered_json out{{"host", host->target.host}};
    out.update(transportJson(*host));
    out["labels"] = host->target.labels;
    out.update(securityJson(host->target));
    out["learned"] = learnedJson(host->learned, names, now);
    out.update(restsJson(service, *host, now));
    out["polls"] = host->seq;
    out.update(askedJson(explained, *host));
    ordered_json further = ordered_json::array();
    for (const supervisor::Question* question : supervisor::questionsOf(*host))
        if (question != host) further.push_back(askedJson(explained, *question));
    if (!further.empty()) out["further_questions"] = std::move(further);
    return format::withoutSeparators(out.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

}  // namespace snmpolld::report
