// What Prometheus and snmp_exporter say of a scrape, as samples of the record itself: `up`, and the snmp_scrape_* that
// public dashboards and alert rules ask for, with the modules of the poll, joined by commas, as the label `module`.
// snmp_scrape_pdus_returned is the number of the record's samples, which is what a record has in the place of varbinds.
#pragma once

#include "model/output_record.hpp"

namespace snmpolld::writer {

// A poll that gave no values only has `up` 0 and its duration afterwards, and none of its own samples; a poll that was
// skipped has what it had. `up` has the label `module` as well if the host has several questions: their polls end in
// any order, and the samples of one series must not.
void addScrapeSamples(model::OutputRecord& record);

}  // namespace snmpolld::writer
