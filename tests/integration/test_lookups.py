"""Kept lookups: what polls leave out, what they find out about it, and that no label is ever of what is gone."""

import re

import pytest
from harness import records
from harness.counting_agent import COUNTER64, OCTET_STRING, TIME_TICKS, CountingAgent
from harness.timing import now, time_of
from harness.web import Web

IF_X_ENTRY = "1.3.6.1.2.1.31.1.1.1"
NAME, ALIAS, IN_OCTETS, OUT_OCTETS = (f"{IF_X_ENTRY}.{column}" for column in (1, 18, 6, 10))
LAST_CHANGE = "1.3.6.1.2.1.31.1.5.0"
INTERFACES = range(1, 49)


def device(prefix, changed=0):
    """48 interfaces whose names begin with `prefix`."""
    values = {LAST_CHANGE: (TIME_TICKS, lambda ticks: changed)} if changed is not None else {}
    for i in INTERFACES:
        values[f"{NAME}.{i}"] = OCTET_STRING, f"{prefix}{i}".encode("ascii")
        values[f"{ALIAS}.{i}"] = OCTET_STRING, f"to {prefix} {i}".encode("ascii")
        for column in (IN_OCTETS, OUT_OCTETS):
            values[f"{column}.{i}"] = COUNTER64, lambda ticks: ticks
    return values


def metric(name, oid):
    lookups = [
        {"labels": ["ifIndex"], "labelname": label, "oid": column, "type": "DisplayString"}
        for label, column in (("ifName", NAME), ("ifAlias", ALIAS))
    ]
    indexes = [{"labelname": "ifIndex", "type": "gauge"}]
    return {"name": name, "oid": oid, "type": "counter", "indexes": indexes, "lookups": lookups}


MODULE = {
    "walk": [IN_OCTETS, OUT_OCTETS, NAME, ALIAS],
    "metrics": [metric("ifHCInOctets", IN_OCTETS), metric("ifHCOutOctets", OUT_OCTETS)],
    "cache_lookups": "10m",
}


@pytest.fixture
def agent(ended):
    def start(values, **options):
        ended.append(CountingAgent(values, **options))
        return ended[-1]

    return start


def config_of(agent, module=None, **more):
    return {
        "modules": {"ports": module or MODULE},
        "defaults": {"modules": ["ports"], "interval": "200ms", "timeout": "2s"},
        "targets": [f"127.0.0.1:{agent.port}"],
        "workers": {"count": 1},
        **more,
    }


def start_polls(start_service, folder, agent, module=None, record="both"):
    output = {"type": "jsonl", "path": f"{folder}/records.jsonl", "record": record}
    service = start_service(config_of(agent, module, outputs=[output]))
    wait_for_polls(service, 3)
    return service


def polls(service):
    return [record for record in service.records() if record["status"] == "ok"]


def wait_for_polls(service, more):
    """So many, all begun after now."""
    asked = now()

    def begun_since(_):
        found = [poll for poll in polls(service) if time_of(poll["started"]) > asked]
        return found if len(found) >= more else None

    return service.wait_for_records(begun_since, f"{more} polls")


def names(poll):
    """The ifName of all samples without their numbers; the others must say the same."""
    found = set()
    assert len(poll["metrics"]) == 2 * len(INTERFACES)
    for sample in poll["metrics"]:
        labels = sample["labels"]
        prefix = re.sub(r"\d+$", "", labels["ifName"])
        assert labels == {
            "ifIndex": labels["ifIndex"],
            "ifName": prefix + labels["ifIndex"],
            "ifAlias": f"to {prefix} {labels['ifIndex']}",
        }
        found.add(prefix)
    return found


def shows_lookups(poll):
    return any(varbind["oid"].startswith(NAME + ".") for varbind in poll["varbinds"])


def test_lookups_are_walked_once_and_label_every_poll(folder, start_service, agent):
    service = start_polls(start_service, folder, agent(device("eth")))
    first, *others = polls(service)
    assert shows_lookups(first) and names(first) == {"eth"}
    assert {varbind["oid"] for varbind in first["varbinds"]} == set(device("eth")) - {LAST_CHANGE}
    for poll in others:
        assert not shows_lookups(poll) and names(poll) == {"eth"}
        assert poll["requests"] < first["requests"]
    assert service.command("explain", poll["host"]).stdout.count("2 walks for labels only, kept for 600") == 1


def test_other_interfaces_have_their_labels_in_that_same_poll(folder, start_service, agent):
    device_agent = agent(device("eth", 100))
    service = start_polls(start_service, folder, device_agent)
    device_agent.set(device("ge", 200))
    wait_for_polls(service, 3)
    # While the values were set a poll may have had some of either.
    later = [poll for poll in polls(service) if "ge" in names(poll)]
    assert shows_lookups(later[0])
    assert all(names(poll) == {"ge"} and not shows_lookups(poll) for poll in later[1:])


@pytest.mark.parametrize("up", [0, 5000])
def test_a_restart_is_seen_whether_sysuptime_went_back_or_not(folder, start_service, agent, up):
    device_agent = agent(device("eth"))
    service = start_polls(start_service, folder, device_agent)
    device_agent.values = {}
    device_agent.restart(up)
    device_agent.set(device("ge"))
    for poll in wait_for_polls(service, 2):
        assert names(poll) == {"ge"}


def test_a_device_without_ifTableLastChange(folder, start_service, agent):
    device_agent = agent(device("eth", None))
    service = start_polls(start_service, folder, device_agent)
    assert [shows_lookups(poll) for poll in polls(service)[:3]] == [True, False, False]
    device_agent.restart(0)
    device_agent.set(device("ge", None))
    assert all(names(poll) == {"ge"} for poll in wait_for_polls(service, 2))


def test_without_metrics_nothing_is_left_out(folder, start_service, agent):
    service = start_polls(start_service, folder, agent(device("eth")), record="varbinds")
    assert all(shows_lookups(poll) for poll in polls(service))


def test_lookups_that_are_too_old_are_walked(folder, start_service, agent):
    service = start_polls(start_service, folder, agent(device("eth")), {**MODULE, "cache_lookups": "1s"})
    service.wait_for_records(lambda _: sum(map(shows_lookups, polls(service))) >= 3, "polls with lookups")
    shown = [time_of(poll["started"]) for poll in polls(service) if shows_lookups(poll)]
    assert all(after - before > 0.9 for before, after in zip(shown, shown[1:])), shown
    old = [poll for poll in polls(service) if not shows_lookups(poll)]
    assert all(any(0 < time_of(poll["started"]) - walked < 1.1 for walked in shown) for poll in old)
    assert all(names(poll) == {"eth"} for poll in polls(service))


def test_a_reload_with_other_modules_walks_them(folder, start_service, agent):
    service = start_polls(start_service, folder, agent(device("eth")))
    before = len(polls(service))
    service.write_config({**service.config, "modules": {"ports": {**MODULE, "max_repetitions": 10}}})
    assert service.command("reload").returncode == 0
    wait_for_polls(service, 2)
    assert [shows_lookups(poll) for poll in polls(service)[before:]].count(True) == 1
    assert all(names(poll) == {"eth"} for poll in polls(service) if poll["metrics"])


def test_a_device_that_is_lost_and_found_again(folder, start_service, agent):
    device_agent = agent(device("eth"))
    service = start_polls(start_service, folder, device_agent)
    device_agent.loss = 1.0
    service.wait_for_records(lambda found: "timeout" in records.statuses(found), "a timeout")
    device_agent.loss = 0.0
    found = wait_for_polls(service, 2)
    assert all(names(poll) == {"eth"} and not shows_lookups(poll) for poll in found[1:])


def test_scrapes_of_a_configured_target_keep_them_too(start_service, agent):
    device_agent = agent(device("eth"))
    service = start_service(
        config_of(
            device_agent,
            defaults={"modules": ["ports"], "interval": "1h"},
            http={"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"]},
        )
    )
    web = Web(service)

    def scrape():
        status, text = web.scrape(f"127.0.0.1:{device_agent.port}", module="ports")
        assert status == 200, text
        lines = text.splitlines()
        samples = {line.rsplit(" ", 1)[0] for line in lines if line.startswith("ifHC")}
        sent = [float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("snmp_scrape_packets_sent")]
        return samples, sent

    first, second = scrape(), scrape()
    assert first[0] == second[0] and len(first[0]) == 2 * len(INTERFACES)
    assert second[1] < first[1]
    assert service.status()
