#include "explain_text.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/duration.hpp"
#include "base/text.hpp"

namespace snmpolld::daemon {

namespace {

using nlohmann::json;

std::string text(const json& object, const char* key) {
    const json value = object.value(key, json());
    if (value.is_null()) return "";
    return value.is_string() ? printable(value.get<std::string>()) : value.dump();
}

json list(const json& object, const char* key) {
    return object.value(key, json::array());
}

std::string seconds(double s) {
    const auto ms = std::chrono::milliseconds(static_cast<int64_t>(s * 1000 + 0.5));
    return formatDuration(s < 60 ? Duration(ms) : std::chrono::round<std::chrono::seconds>(ms));
}

std::string duration(const json& object, const char* key) {
    return seconds(object.value(key, 0.0));
}

std::string counted(size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string retries(int count) {
    return std::to_string(count) + (count == 1 ? " retry" : " retries");
}

// "a, b, c"
std::string joined(const json& array) {
    std::string out;
    for (const json& item : array)
        out += (out.empty() ? "" : ", ") + (item.is_string() ? printable(item.get<std::string>()) : item.dump());
    return out;
}

// A section shows its title in a column of its own and its lines beside it.
std::string section(const std::string& title, const std::vector<std::string>& lines) {
    constexpr size_t kWidth = 12;
    std::string out;
    for (const std::string& line : lines) {
        const std::string head = out.empty() ? title : "";
        out += head + std::string(kWidth - head.size(), ' ') + line + "\n";
    }
    return out;
}

std::string security(const json& e) {
    std::string out = "SNMPv" + text(e, "version");
    if (e.contains("username")) {
        out += ", " + text(e, "security_level") + ", user " + text(e, "username");
        for (const char* protocol : {"auth_protocol", "priv_protocol"})
            if (const std::string name = text(e, protocol); !name.empty()) out += ", " + name;
        if (const std::string context = text(e, "context_name"); !context.empty()) out += ", context " + context;
    }
    const std::string auth = text(e, "auth");
    return out + (auth.empty() ? ", credentials of the target" : ", auth " + auth);
}

// "192.0.2.2:161 (sw1, one of 2 addresses, which did not answer: the next has its turn)"
std::string whereabouts(const json& e) {
    const std::string node = text(e, "node");
    const std::string address = text(e, "address");
    if (address.empty()) return node + ", port " + text(e, "port") + ", no address known yet";
    const int addresses = e.value("addresses", 1);
    if (addresses == 1) return address + (address.find(node) == std::string::npos ? " (" + node + ")" : "");
    const bool silent = e.value("address_silent", false);
    return address + " (" + node + ", one of " + std::to_string(addresses) + " addresses" +
           (silent ? ", which did not answer: the next has its turn)" : ")");
}

std::vector<std::string> agent(const json& e) {
    std::vector<std::string> lines{whereabouts(e) + " over " + text(e, "transport"), security(e)};
    std::string labels;
    const json named = e.value("labels", json::object());
    for (const auto& [key, value] : named.items())
        labels += (labels.empty() ? "labels " : ", ") + printable(key) + "=" + printable(value.get<std::string>());
    if (!labels.empty()) lines.push_back(labels);
    return lines;
}

// "1s a try, 2 retries", or how long each try waits when that is known from the round trip.
std::string waits(const json& e) {
    const json each = list(e, "waits_s");
    const double timeout = e.value("timeout_s", 0.0);
    if (each.empty() || each.front().get<double>() >= timeout)
        return duration(e, "timeout_s") + " a try, " + retries(e.value("retries", 0));
    std::string out = "tries wait ";
    for (size_t i = 0; i < each.size(); ++i)
        out += (i == 0 ? "" : i + 1 == each.size() ? " and " : ", ") + seconds(each[i].get<double>());
    const json learned = e.value("learned", json::object());
    return out + ": round trip " + text(learned, "round_trip_ms") + " ms, varying by " +
           text(learned, "round_trip_variation_ms") + " ms; at least " + duration(e, "timeout_min_s") +
           ", the last one all of " + duration(e, "timeout_s");
}

std::vector<std::string> times(const json& e) {
    std::string next = "next ";
    if (e.value("in_flight", false)) next = "being polled now; next ";
    next += e.contains("next_due_in_s") ? text(e, "next_due") + ", in " + duration(e, "next_due_in_s") : "never";
    std::vector<std::string> lines{
        "every " + duration(e, "interval_s") + ", " + duration(e, "phase_s") + " into the interval; " + next,
        waits(e) + "; " + duration(e, "deadline_s") + " at most in all"};
    if (const double gap = e.value("gap_s", 0.0); gap > 0)
        lines.push_back(duration(e, "gap_s") + " from the end of a poll to the next");
    if (const int polls = e.value("in_flight_max", 1); polls > 1)
        lines.push_back(std::to_string(polls) + " polls at the same time, at most");
    if (!e.value("quarantined_for_s", json()).is_null())
        lines.push_back("in quarantine for " + duration(e, "quarantined_for_s") + ": workers died over it");
    if (e.value("suspect", false)) lines.emplace_back("suspect: not answering, so it is only probed");
    return lines;
}

std::vector<std::string> oidLines(const json& oids, const char* kind) {
    std::vector<std::string> lines;
    for (const json& oid : oids) {
        const std::string name = text(oid, "name");
        lines.push_back(kind + std::string(" ") + text(oid, "oid") + (name.empty() ? "" : "  " + name));
    }
    return lines;
}

// "rows 1.3.6.1.2.1.2.2.1.10  ifInOctets where ifType matches ^6$"
std::vector<std::string> filteredLines(const json& columns) {
    std::vector<std::string> lines = oidLines(columns, "rows");
    for (size_t i = 0; i < lines.size(); ++i)
        for (const json& filter : list(columns[i], "where")) {
            const std::string name = text(filter, "name");
            lines[i] +=
                " where " + (name.empty() ? text(filter, "oid") : name) + " matches " + joined(list(filter, "values"));
        }
    return lines;
}

std::string tolerated(const std::string& quirk) {
    static const std::map<std::string, std::string> kMeanings{
        {"short_request_ids", "request-ids of answers may have lost all but 16 bits"},
        {"any_community", "answers may have another community"},
        {"any_source", "answers may come from another address"},
        {"unauthenticated_reports", "reports of the engine's time may come without a digest"}};
    const auto meaning = kMeanings.find(quirk);
    return (meaning == kMeanings.end() ? "tolerated" : meaning->second) + " (quirk " + printable(quirk) + ")";
}

// How many PDUs: as planned for GETs, and as they were for walks, whose length only the agent knows.
std::vector<std::string> requests(const json& e) {
    const json sent = e.value("requests", json::object());
    const json gets = list(sent, "get");
    std::vector<std::string> lines;
    if (!gets.empty())
        lines.push_back(counted(list(e, "get").size(), "instance") + " in " + counted(gets.size(), "GET") +
                        (gets.size() > 1 ? " of " + joined(gets) : "") +
                        (e.value("max_oids", 0) > 0 ? ", at most " + text(e, "max_oids") + " in each" : ""));
    if (!list(e, "walk").empty())
        lines.push_back(counted(list(e, "walk").size(), "walk") + ", at most " + text(e, "max_rows") + " rows each, " +
                        text(e, "max_repetitions") + " repetitions" +
                        (e.value("allow_nonincreasing_oids", false) ? ", also where OIDs do not increase" : ""));
    if (!list(e, "lookups").empty())
        lines.push_back(counted(list(e, "lookups").size(), "walk") + " for labels only, kept for " +
                        text(e, "cache_lookups_s") + " s");
    for (const json& quirk : list(e, "quirks"))
        lines.push_back(tolerated(quirk.get<std::string>()));
    if (e.value("pdu_gap_s", 0.0) > 0) lines.push_back("at least " + duration(e, "pdu_gap_s") + " between PDUs");
    if (const std::string source = text(e, "source"); !source.empty()) lines.push_back("sent from " + source);
    if (const std::string most = text(e, "max_message_size"); e.contains("username") && most != "65507")
        lines.push_back("SNMPv3 messages of at most " + most + " octets");
    if (e.value("rates", false)) lines.push_back("sysUpTime in every PDU, for rates");
    const std::string last = text(sent, "last_poll");
    lines.push_back(last.empty() ? "not polled yet" : "the last poll took " + last + (last == "1" ? " PDU" : " PDUs"));
    return lines;
}

// "no answer to 1.3.6.1.2.1.2.2.1.10.7  ifInOctets.7 since 2026-01-02T03:04:05Z, left out of 3 more polls"
std::vector<std::string> silentLines(const json& silent) {
    constexpr size_t kShown = 20;
    std::vector<std::string> lines;
    for (const json& oid : silent) {
        if (lines.size() == kShown) {
            lines.push_back("and to " + counted(silent.size() - kShown, "more OID"));
            break;
        }
        const auto left = oid.value("left_out_of", size_t{0});
        const std::string name = text(oid, "name");
        const std::string what = text(oid, "oid") + (name.empty() ? "" : "  " + name);
        const std::string since = " since " + text(oid, "since").substr(0, 19) + "Z";
        const std::string next =
            left == 0 ? "to be asked for in the next poll" : "left out of " + counted(left, "more poll");
        const bool to_next = oid.value("pause", size_t{1}) == 0;
        lines.push_back(to_next ? "answered to GETNEXT only: " + what + "," + since
                                : "no answer to " + what + since + ", " + next);
    }
    return lines;
}

std::vector<std::string> learned(const json& e) {
    const json what = e.value("learned", json::object());
    std::vector<std::string> lines;
    const auto say = [&](const char* key, const std::string& before, const std::string& after) {
        if (const std::string value = text(what, key); !value.empty()) lines.push_back(before + value + after);
    };
    say("max_request_bytes", "requests of at most ", " octets");
    say("max_answer_varbinds", "answers of at most ", " varbinds");
    say("max_get_oids", "GETs of at most ", " instances");
    say("max_walk_columns", "walks of at most ", " columns at a time");
    say("pdu_gap_ms", "not asked faster than every ", " ms");
    if (what.value("no_bulk", false)) lines.emplace_back("no GETBULK: walks with GETNEXT");
    say("engine_id", "engine ID ", ", boots " + text(what, "engine_boots") + ", up " + duration(what, "engine_time"));
    std::ranges::copy(silentLines(list(what, "silent")), std::back_inserter(lines));
    if (lines.empty()) lines.emplace_back("nothing yet");
    return lines;
}

std::vector<std::string> outcomes(const json& e) {
    std::vector<std::string> lines;
    for (const json& outcome : list(e, "outcomes"))
        lines.push_back(text(outcome, "started").substr(0, 19) + "Z  " + text(outcome, "status") + ", " +
                        text(outcome, "duration_ms") + " ms");
    if (lines.empty()) lines.emplace_back("none yet");
    if (const std::string error = text(e, "last_error"); !error.empty()) lines.push_back("last error: " + error);
    return lines;
}

// The commands as they are, to be pasted; made printable if something in them is not fit for a terminal.
std::string commands(const json& e) {
    std::string out = "by hand:\n";
    for (const json& command : list(e, "commands")) {
        const auto line = command.get<std::string>();
        const bool harmless = isPlainText(line) && line.find_first_of("\t\r\n") == std::string::npos;
        out += (harmless ? line : printable(line)) + "\n";
    }
    return out;
}

std::string question(const json& e) {
    std::string out = section("times", times(e));
    if (!list(e, "modules").empty()) out += section("modules", {joined(list(e, "modules"))});
    std::vector<std::string> asked = oidLines(list(e, "get"), "get ");
    std::ranges::copy(oidLines(list(e, "walk"), "walk"), std::back_inserter(asked));
    std::ranges::copy(filteredLines(list(e, "filtered")), std::back_inserter(asked));
    return out + section("asks", asked) + section("requests", requests(e));
}

std::string answers(const json& e) {
    return section("outcomes", outcomes(e)) + commands(e);
}

}  // namespace

std::string explainText(const json& e) {
    std::string out = section("host", {text(e, "host")}) + section("agent", agent(e)) + question(e) +
                      section("learned", learned(e)) + answers(e);
    for (const json& further : list(e, "further_questions"))
        out += "\n" + question(further) + answers(further);
    out.pop_back();
    return out;
}

}  // namespace snmpolld::daemon
