#include "writer/scrape_samples.hpp"

#include <string>
#include <utility>

#include "writer/backend.hpp"

namespace snmpolld::writer {

namespace {

using model::OutputRecord;

uint32_t addLabels(OutputRecord& record, model::Labels labels) {
    record.label_sets.push_back(std::move(labels));
    return static_cast<uint32_t>(record.label_sets.size() - 1);
}

void addGauge(OutputRecord& record, model::OutputFamily family, uint32_t labels, double value) {
    record.families.push_back(std::move(family));
    record.samples.push_back({static_cast<uint32_t>(record.families.size() - 1), labels, value});
}

// The help texts are snmp_exporter's.
void addEffort(OutputRecord& record, uint32_t labels) {
    const auto gauge = model::SampleType::gauge;
    const auto values = static_cast<double>(record.samples.size());
    addGauge(record, {"snmp_scrape_walk_duration_seconds", gauge, "Time SNMP walk/bulkwalk took."}, labels,
             toSeconds(record.duration));
    addGauge(record, {"snmp_scrape_packets_sent", gauge, "Packets sent for get, bulkget, and walk; including retries."},
             labels, static_cast<double>(record.requests) + record.retries);
    addGauge(record, {"snmp_scrape_packets_retried", gauge, "Packets retried for get, bulkget, and walk."}, labels,
             record.retries);
    addGauge(record, {"snmp_scrape_pdus_returned", gauge, "PDUs returned from get, bulkget, and walk."}, labels,
             values);
}

void dropSamples(OutputRecord& record) {
    record.families.clear();
    record.label_sets.clear();
    record.samples.clear();
}

}  // namespace

void addScrapeSamples(OutputRecord& record) {
    if (record.status == model::Status::skipped) return;
    if (!hasValues(record)) dropSamples(record);
    const auto gauge = model::SampleType::gauge;
    const uint32_t of_modules = addLabels(record, {{"module", modulesOf(record)}});
    const uint32_t of_host = record.one_of_several ? of_modules : addLabels(record, {});
    if (hasValues(record)) addEffort(record, of_modules);
    addGauge(record, {"snmp_scrape_duration_seconds", gauge, "Total SNMP time scrape took (walk and processing)."},
             of_modules, toSeconds(record.duration));
    addGauge(record, {"up", gauge, "Whether the device answered the last poll: status ok or partial."}, of_host,
             hasValues(record) ? 1 : 0);
}

}  // namespace snmpolld::writer
