// Records as lines of InfluxDB's line protocol.
//
// A line has all values of one row of a table, which are those with the same labels, and is
//     snmp,host=sw1,site=ams,ifIndex=1,ifName=eth0 ifHCInOctets=1e+06,ifHCOutOctets=7 1700000000000000000
// That is what those who come from Telegraf's snmp input are used to: a measurement, tags for whatever names the row, a
// field for each column. Telegraf names a measurement after each table in its config. Here it is one for all, "snmp"
// unless set otherwise, because the row that a column belongs to is known by its labels and not by the module that
// asked for it: two modules that ask for columns of one row, as they often do, fill the same line, and a query needs no
// join. Scalars have the tags of the host only.
//
// Tags are the host, the labels of its target, and those of the row; a label of the row that has the name of one of the
// others becomes exported_NAME, as in Prometheus, so that no two rows become one. The names that InfluxDB keeps for
// itself (time, _field, _measurement) get a _ behind them. All values are floats whatever they are today, because a
// field keeps the type of its first value. What line protocol cannot express, NaN and infinities, is left out.
//
// The outcome of each poll, also of one that failed or was skipped, is a line of the measurement "snmpolld_poll" with
// the modules as a tag: status (text), up, missed, and, when the poll began, duration_seconds, requests, retries, and
// rtt_seconds if the device answered; error (text) if there was one. A poll that was skipped does not say `up`.
#pragma once

#include <string>

#include "model/output_record.hpp"

namespace snmpolld::writer {

void appendInfluxLines(std::string& out, const std::string& measurement, const model::OutputRecord& record);

}  // namespace snmpolld::writer
