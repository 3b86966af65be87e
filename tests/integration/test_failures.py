"""Varbinds that have failed, from the device to every place that shows them: records in all formats, metrics, explain."""

import csv
import io
import json
import re

import pytest
from harness import records
from harness import service as services
from harness.web import Web, samples

IF_DESCR, IF_IN_OCTETS = "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.10"
SYS_NAME, SYS_DESCR = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.1.0"
LABELLED = {"indexes": [{"labelname": "ifIndex", "type": "gauge"}],
            "lookups": [{"labels": ["ifIndex"], "labelname": "ifDescr", "oid": IF_DESCR, "type": "DisplayString"}]}
TRAFFIC = {"walk": ["ifDescr", "ifInOctets"], "rates": True,
           "metrics": [{"name": "ifInOctets", "oid": IF_IN_OCTETS, "type": "counter", "help": "Octets.", **LABELLED}]}
NEVER = {"get": ["sysDescr.0", "sysName.0"]}
EMPTY = f"empty:{IF_IN_OCTETS}.2"
SILENT = "asks:1.3.6.1.2.1.1.5?drop"  # GETNEXT of what is before it, too


def failed(record):
    return {varbind["oid"]: varbind for varbind in record["varbinds"] if varbind["type"] is None}


@pytest.fixture
def start_web(fake_agent, start_service):
    def start(rule):
        target = f"127.1.0.1:{fake_agent({'127.1.0.0/16': rule}).port}"
        service = start_service({"modules": {"traffic": TRAFFIC, "never": NEVER}, "http": {"listen": "127.0.0.1:0"},
                                 "defaults": {"interval": "2s", "timeout": "200ms", "retries": 1},
                                 "targets": [{"host": target, "modules": ["never" if "drop" in rule else "traffic"]}]})
        service.target = target
        service.web = Web(service)
        return service

    return start


@pytest.fixture
def sweep(folder):
    return lambda *arguments: services.sweep(folder, *arguments)


def test_a_value_that_cannot_be_believed_is_in_all_formats_beside_its_neighbours(fake_agent, sweep):
    target = f"127.1.0.1:{fake_agent({'127.1.0.0/16': EMPTY}).port}"
    walk = [target, "--walk", "ifInOctets"]
    record = json.loads(sweep(*walk, "--format", "jsonl").stdout)
    records.joined([record])
    assert record["status"] == "partial" and len(record["varbinds"]) > 2, record
    assert [varbind["oid"] for varbind in failed(record).values()] == [f"{IF_IN_OCTETS}.2"]
    varbind = failed(record)[f"{IF_IN_OCTETS}.2"]
    assert varbind["name"] == "ifInOctets.2" and varbind["hex"] == "" and "0 octets" in varbind["error"], varbind
    rows = {row["oid"]: row for row in csv.DictReader(io.StringIO(sweep(*walk, "--format", "csv").stdout))}
    row = rows[f"{IF_IN_OCTETS}.2"]
    assert (row["type"], row["value"], row["varbind_error"]) == ("", "", varbind["error"]), row
    assert all(row["value"] and not row["varbind_error"] for oid, row in rows.items() if not oid.endswith(".2"))
    assert f"= ? ({varbind['error']})\n" in sweep(*walk).stdout
    table = sweep(target, "--table", "ifTable").stdout
    assert f"? ({varbind['error']})" in table and ", partial: " in table


def test_what_has_failed_is_no_sample_and_is_counted(start_web):
    service = start_web(EMPTY)
    polled = service.wait_for_records(lambda found: found[2:] and found, "polls")
    assert [len(failed(record)) for record in polled[:3]] == [1, 1, 1], polled[0]["error"]
    shown = samples(service.web.page("/targets/metrics"))
    rows = [key for key in shown if key.startswith("ifInOctets{")]
    assert rows and not any('ifIndex="2"' in key for key in rows), rows
    assert samples(service.web.page("/metrics"))["snmpolld_varbinds_failed_total"] >= 3
    status, text = service.web.scrape(service.target, module="traffic")
    assert status == 200 and samples(text)['snmp_scrape_incomplete{module="traffic"}'] == 1
    rated = [varbind for varbind in polled[1]["varbinds"] if "rate" in varbind]
    assert rated and all(varbind["rate"] is not None for varbind in rated)
    records.check_ledger(service.records())


def test_what_a_device_never_answers_is_named_and_left_out_of_some_polls(start_web):
    service = start_web(SILENT)
    polled = service.wait_for_records(lambda found: found[3:] and found, "polls")
    for record in polled[:4]:
        assert record["status"] == "partial" and list(failed(record)) == [SYS_NAME], record
        assert "hex" not in failed(record)[SYS_NAME]
    explained = json.loads(service.command("explain", service.target, "--json").stdout)
    (silent,) = explained["learned"]["silent"]
    assert (silent["oid"], silent["name"]) == (SYS_NAME, "sysName.0") and silent["pause"] >= 1
    assert re.search(rf"no answer to {SYS_NAME}  sysName.0 since \S+Z, ", service.command("explain", service.target).stdout)
    assert min(record["requests"] + record["retries"] for record in polled[1:]) == 1
