#include "status_text.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "text_table.hpp"

namespace snmpolld::daemon {

namespace {

using nlohmann::json;

std::string cell(const json& value) {
    if (value.is_null()) return "-";
    return value.is_string() ? printable(value.get<std::string>()) : value.dump();
}

std::string uptime(double seconds) {
    char text[64];
    const auto s = static_cast<long>(seconds);
    std::snprintf(text, sizeof text, "%ldd %02ld:%02ld:%02ld", s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
    return text;
}

// "3 timeout, 1 skipped": what is not zero.
std::string counts(const json& object, const std::string& but = "") {
    std::string out;
    for (const auto& [key, value] : object.items())
        if (key != but && value != 0) out += (out.empty() ? "" : ", ") + cell(value) + " " + key;
    return out;
}

// "15 due, 12 ok, 3 timeout"
std::string countsAfter(const std::string& leading, const json& object) {
    const std::string others = counts(object, leading);
    return cell(object.value(leading, json(0))) + " " + leading + (others.empty() ? "" : ", ") + others;
}

// How often SNMPv3 had to get in step with devices anew.
std::string resyncs(const json& object) {
    const std::string out = counts(object);
    return out.empty() ? "" : "resyncs: " + out + "\n";
}

std::string rowsOf(const json& array, const std::vector<std::string>& keys) {
    std::vector<std::vector<std::string>> rows{keys};
    for (const json& object : array) {
        std::vector<std::string> row;
        for (const std::string& key : keys)
            row.push_back(cell(object.value(key, json())));
        rows.push_back(std::move(row));
    }
    return textTable(rows);
}

// Empty if no budget holds up any poll.
std::string heldUp(const json& budgets) {
    std::string out;
    if (const json starts = budgets.value("waiting_for_starts", json(0)); starts != 0)
        out += cell(starts) + " polls wait for budgets.starts_per_second\n";
    const json shown = budgets.value("shown", json::array());
    if (shown.empty()) return out;
    out += "budgets that hold polls:\n" +
           rowsOf(shown, {"kind", "name", "in_flight", "limit", "requests_per_second", "waiting"});
    const uint64_t more = budgets.value("holding", shown.size()) - shown.size();
    return more == 0 ? out : out + "and " + std::to_string(more) + " more\n";
}

// "sw1, sw7", and how many more.
std::string names(const json& shared) {
    std::string out;
    for (const json& host : shared.at("hosts"))
        out += (out.empty() ? "" : ", ") + cell(host);
    const uint64_t more = shared.at("count").get<uint64_t>() - shared.at("hosts").size();
    return more == 0 ? out : out + " and " + std::to_string(more) + " more";
}

std::string sharedEngines(const json& all) {
    std::string out;
    const json shown = all.value("shown", json::array());
    for (const json& shared : shown)
        out += "engine ID " + cell(shared.at("engine_id")) + ": " + names(shared) + "\n";
    const uint64_t more = all.value("engine_ids", shown.size()) - shown.size();
    return more == 0 ? out : out + "and " + std::to_string(more) + " more engine IDs that hosts share\n";
}

// A service of an older version does not say it.
std::string configLine(const json& config) {
    if (config.empty()) return "";
    std::string out = "config:  " + cell(config.value("file", json())) + ", loaded " +
                      cell(config.value("loaded", json())) + ", hash " + cell(config.value("hash", json())) + "\n";
    const json trouble = config.value("last_reload_failed", json());
    return trouble.is_null() ? out : out + "the last reload failed: " + cell(trouble) + "\n";
}

// What became of the samples of outputs that are no files.
std::string databases(const json& outputs) {
    json rows = json::array();
    for (const json& output : outputs) {
        if (!output.contains("database")) continue;
        json row = output["database"];
        row["name"] = output.value("name", json());
        for (const auto& [key, count] : row["samples"].items())
            row[key] = count;
        rows.push_back(std::move(row));
    }
    if (rows.empty()) return "";
    return "samples to databases:\n" + rowsOf(rows, {"name", "written", "rejected", "dropped", "spooled", "retries",
                                                    "restarts", "last_success"});
}

}  // namespace

std::string statusText(const json& status) {
    std::string out = "snmpolld " + cell(status.value("version", json())) + ", run " +
                      cell(status.value("run", json())) + ", up " + uptime(status.value("uptime_s", 0.0)) + "\n";
    out += configLine(status.value("config", json::object()));
    out += "hosts:   " + countsAfter("configured", status.value("hosts", json::object())) + "\n";
    out += "polls:   " + countsAfter("due", status.value("ledger", json::object())) + "\n";
    out += resyncs(status.value("v3_resyncs", json::object()));
    out += heldUp(status.value("budgets", json::object()));
    out += sharedEngines(status.value("shared_engine_ids", json::object()));
    out += "workers:\n" +
           rowsOf(status.value("workers", json::array()), {"name", "pid", "state", "in_flight", "silent", "sessions",
                                                           "host", "polls", "dropped", "restarts", "last_exit"});
    out += "outputs:\n" + rowsOf(status.value("outputs", json::array()),
                                 {"name", "written", "dropped", "lost", "queued_bytes", "trouble"});
    out += databases(status.value("outputs", json::array()));
    out.pop_back();
    return out;
}

}  // namespace snmpolld::daemon
