"""`filters` and `use_unconnected_udp_socket` of modules, as snmp_exporter has them: only the wanted rows of a table are
asked for; answers come from another address."""

import json
import re

import pytest
from harness import records
from harness.counting_agent import GAUGE32, CountingAgent
from harness.web import Web, samples

ENTRY = "1.3.6.1.2.1.2.2.1"
DESCR, TYPE, MTU, SPEED, OUT = (f"{ENTRY}.{column}" for column in (2, 3, 4, 5, 16))
LOOPBACK = "24"  # ifType softwareLoopback


def metric(name, oid):
    lookup = {"labels": ["ifIndex"], "labelname": "ifDescr", "oid": DESCR, "type": "DisplayString"}
    return {"name": name, "oid": oid, "type": "gauge", "help": name, "lookups": [lookup],
            "indexes": [{"labelname": "ifIndex", "type": "gauge"}]}


METRICS = [metric("ifMtu", MTU), metric("ifSpeed", SPEED)]
MODULES = {
    "all": {"walk": [DESCR, TYPE, MTU, SPEED], "metrics": METRICS},
    "loopback": {"walk": [DESCR, MTU, SPEED], "metrics": METRICS,
                 "filters": [{"oid": TYPE, "targets": [MTU, SPEED], "values": [f"^{LOOPBACK}$"]}]},
    "by_name": {"walk": ["ifTable"], "metrics": METRICS,
                "filters": {"dynamic": [{"oid": DESCR, "targets": ["ifTable"], "values": ["^lo$", "no-such-name"]}]}},
    "both": {"walk": [MTU], "metrics": METRICS,
             "filters": [{"oid": TYPE, "targets": [MTU], "values": [f"^{LOOPBACK}$"]},
                         {"oid": DESCR, "targets": [MTU], "values": ["^no-such-name$"]}]},
    "static": {"walk": [MTU, SPEED], "metrics": METRICS,
               "filters": {"static": [{"targets": [MTU], "indices": ["1"]}]}},
    "beyond": {"walk": [], "filters": [{"oid": TYPE, "targets": [MTU, "1.3.6.1.4.1.99999.1"], "values": [LOOPBACK]}]},
}


@pytest.fixture(params=["1", "2c"])
def version(request):
    return request.param


@pytest.fixture
def poll(snmpd, sweep, folder):
    """The record of one poll of snmpd with these modules."""
    config = f"{folder}/filters.yaml"
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"modules": MODULES, "targets": ["localhost"]}, file)

    def start(modules, version="2c"):
        result = sweep("-f", config, "-m", modules, "-v", version, "-F", "jsonl", f"127.0.0.1:{snmpd.port}")
        assert result.returncode == 0, result.stderr
        (record,) = records.parse(result.stdout)
        assert record["status"] == "ok", record["error"]
        return {varbind["oid"]: varbind["value"] for varbind in record["varbinds"]}

    return start


def of_column(varbinds, column):
    return {oid: value for oid, value in varbinds.items() if oid.startswith(column + ".")}


def rows_of_type(varbinds, wanted):
    return {oid.rpartition(".")[2] for oid, value in of_column(varbinds, TYPE).items() if str(value) == wanted}


def test_only_rows_whose_type_matches_are_asked_for(poll, version):
    everything = poll("all", version)
    wanted = rows_of_type(everything, LOOPBACK)
    assert wanted, everything
    found = poll("loopback", version)
    expected = {oid: value for oid, value in everything.items()
                if not oid.startswith(TYPE + ".")
                and (oid.startswith(DESCR + ".") or oid.rpartition(".")[2] in wanted)}
    assert found == expected


def test_a_table_is_cut_to_the_rows_whose_name_matches(poll):
    everything = poll("all")
    (index,) = {oid.rpartition(".")[2] for oid, value in of_column(everything, DESCR).items() if value == "lo"}
    found = poll("by_name")
    assert found == {oid: value for oid, value in everything.items()
                     if oid in {f"{column}.{index}" for column in (DESCR, MTU, SPEED)}}


def test_two_filters_of_one_target_must_both_match(poll):
    assert poll("both") == {}


def test_static_filters_are_gets_of_their_rows(poll):
    everything = poll("all")
    found = poll("static")
    assert found == {f"{MTU}.1": everything[f"{MTU}.1"], **of_column(everything, SPEED)}


def test_what_a_row_does_not_have_is_no_error(poll, version):
    found = poll("beyond", version)
    assert found and set(found) == set(of_column(found, MTU))


def test_modules_of_one_poll_are_filtered_each_by_its_own_filters(poll):
    everything = poll("all")
    found = poll("loopback,static")
    assert of_column(found, SPEED) == of_column(everything, SPEED)
    indexes = {oid.rpartition(".")[2] for oid in of_column(found, MTU)}
    assert indexes == rows_of_type(everything, LOOPBACK) | {"1"}


@pytest.fixture
def start_web(start_service):
    def start(port, modules):
        config = {"modules": modules, "http": {"listen": "127.0.0.1:0"}, "defaults": {"timeout": "3s", "retries": 0},
                  "targets": [{"host": f"127.0.0.1:{port}", "modules": list(modules), "interval": "1h"}]}
        service = start_service(config)
        service.web = Web(service)
        return service

    return start


def without_scrape(found):
    return {name: value for name, value in found.items() if not name.startswith("snmp_scrape_")}


def test_a_scrape_shows_the_samples_of_wanted_rows_alone(snmpd, start_web):
    service = start_web(snmpd.port, {name: MODULES[name] for name in ("all", "loopback")})
    target = f"127.0.0.1:{snmpd.port}"
    found = {}
    for module in ("all", "loopback"):
        status, text = service.web.scrape(target, module=module)
        assert status == 200, text
        found[module] = without_scrape(samples(text))
    assert found["loopback"] == {name: value for name, value in found["all"].items() if 'ifDescr="lo"' in name}
    assert len(found["loopback"]) == 2, found


def test_explain_says_which_rows_are_asked_for(snmpd, start_web):
    service = start_web(snmpd.port, {"loopback": {**MODULES["loopback"], "use_unconnected_udp_socket": True}})
    host = f"127.0.0.1:{snmpd.port}"
    said = json.loads(service.command("explain", host, "--json").stdout)
    where = [{"oid": TYPE, "name": "ifType", "values": [f"^{LOOPBACK}$"]}]
    assert said["filtered"] == [{"oid": MTU, "name": "ifMtu", "where": where},
                                {"oid": SPEED, "name": "ifSpeed", "where": where}]
    assert said["use_unconnected_udp_socket"] is True
    text = service.command("explain", host).stdout
    assert re.search(rf"rows {re.escape(MTU)} +ifMtu where ifType matches \^24\$\n", text), text
    assert "answers may come from another address" in text


def test_answers_from_another_address_count_where_a_module_says_so(ended, start_web):
    agent = CountingAgent({f"{OUT}.{row}": (GAUGE32, lambda _: 7) for row in (1, 2)}, answers_from="127.0.0.2")
    ended.append(agent)
    plain = {"walk": [OUT], "metrics": [{"name": "out", "oid": OUT, "type": "gauge", "help": "out",
                                         "indexes": [{"labelname": "row", "type": "gauge"}]}]}
    service = start_web(agent.port, {"anywhere": {**plain, "use_unconnected_udp_socket": True}, "here": plain})
    target = f"127.0.0.1:{agent.port}"
    status, text = service.web.scrape(target, module="anywhere")
    assert status == 200, text
    assert without_scrape(samples(text)) == {'out{row="1"}': 7, 'out{row="2"}': 7}
    status, text = service.web.scrape(target, module="here")
    assert status == 500 and "timeout" in text, (status, text)


def test_answers_from_another_address_count_where_a_target_says_so(ended, start_service):
    agent = CountingAgent({f"{OUT}.{row}": (GAUGE32, lambda _: 7) for row in (1, 2)}, answers_from="127.0.0.2")
    ended.append(agent)
    plain = {"walk": [OUT], "metrics": [{"name": "out", "oid": OUT, "type": "gauge", "help": "out",
                                         "indexes": [{"labelname": "row", "type": "gauge"}]}]}
    target = f"127.0.0.1:{agent.port}"
    service = start_service({"modules": {"plain": plain}, "http": {"listen": "127.0.0.1:0"},
                             "targets": [{"host": target, "quirks": ["any_source"], "interval": "1h"}]})
    status, text = Web(service).scrape(target, module="plain")
    assert status == 200, text
    assert without_scrape(samples(text)) == {'out{row="1"}': 7, 'out{row="2"}': 7}


def test_a_sweep_tolerates_the_quirks_that_it_is_told(ended, sweep):
    agent = CountingAgent({f"{OUT}.1": (GAUGE32, lambda _: 7)}, answers_from="127.0.0.2")
    ended.append(agent)
    target = f"127.0.0.1:{agent.port}"
    assert sweep(target, "-o", f"{OUT}.1", "-t", "0.1", "-r", "0").returncode == 1
    assert sweep(target, "-o", f"{OUT}.1", "--quirk", "short_request_ids", "--quirk", "any_source").returncode == 0
