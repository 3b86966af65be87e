"""Modules with intervals of their own: several questions to one host, which never overlap and keep its gap."""

import collections
import json

from harness import records
from harness.service import due_of
from harness.web import Web, samples
from harness.timing import (SLACK, assert_no_overlap, check_overruns, check_schedule, end_of, is_overrun, made,
                            missed_until_now, now, time_of)
from test_breaker import is_left_alone, is_probe

UPTIME = {"name": "sysUpTime", "oid": "1.3.6.1.2.1.1.3", "type": "gauge", "help": "Since the start, in 10 ms."}
IN = {"name": "octets", "oid": "ifHCInOctets", "type": "counter", "help": "In.",
      "indexes": [{"labelname": "ifIndex", "type": "gauge"}]}
MODULES = {
    "fast": {"get": ["sysUpTime.0", "ifHCInOctets.1"], "rates": True, "metrics": [UPTIME, IN]},
    "slow": {"get": ["sysUpTime.0", "sysName.0", "ifHCInOctets.1"], "rates": True, "metrics": [UPTIME]},
    "bare": {"get": ["sysDescr.0"]},
}


def own(name, interval):
    return {"name": name, "interval": interval}


def config(host, modules, **others):
    return {
        "modules": MODULES,
        "defaults": {"interval": "1s", "timeout": "20s", "retries": 0},
        "targets": [{"host": host, "modules": modules, **others}],
        "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"]},
    }


def of_modules(found, *modules):
    return [record for record in found if record["modules"] == list(modules)]


def have(count, *questions):
    return lambda found: all(sum(r["status"] == "ok" for r in of_modules(found, *q)) >= count for q in questions)


def shortest_pause(found):
    """Between two polls that were made of one host, in seconds."""
    pauses = []
    for host in {record["host"] for record in found}:
        mine = made(record for record in found if record["host"] == host)
        pauses += [time_of(after["started"]) - end_of(before) for before, after in zip(mine, mine[1:])]
    return min(pauses)


# The schedule


def test_every_question_has_its_own_schedule_and_the_host_one_sequence(snmpd, start_service):
    host = f"127.0.0.1:{snmpd.port}"
    service = start_service(config(host, ["bare", own("fast", "200ms"), own("slow", "400ms")]))
    service.wait_for_records(have(4, ["bare"], ["fast"], ["slow"]), "four of each")
    due_of(service.status())
    assert service.status()["hosts"]["configured"] == 1
    missed = missed_until_now(service)
    assert service.stop() == 0
    found = service.records()
    assert records.check_ledger(found) == {host: len(found)}
    for name, interval in (("bare", 1), ("fast", 0.2), ("slow", 0.4)):
        check_schedule(of_modules(found, name), interval, missed)
    assert {r["status"] for r in found if r["error"] not in ("shutdown", "overrun")} == {"ok"}
    check_overruns(found)
    assert_no_overlap(found)
    assert shortest_pause(found) >= 0.010 - SLACK


def test_modules_of_one_interval_are_one_question(fake_agent, start_service):
    host = f"127.1.0.1:{fake_agent({}).port}"
    modules = [own("fast", "300ms"), "bare", own("slow", "300ms")]
    service = start_service(config(host, modules, interval="500ms"))
    service.wait_for_records(have(2, ["bare"], ["fast", "slow"]), "two of each")
    assert {tuple(record["modules"]) for record in service.records()} == {("bare",), ("fast", "slow")}


def test_a_question_waits_for_another_and_runs_over_itself_only(fake_agent, start_service):
    host = f"127.2.0.1:{fake_agent({'127.2.0.0/16': 'delay:150'}).port}"
    service = start_service(config(host, ["bare", own("fast", "800ms"), own("slow", "1600ms")]))
    service.wait_for_records(have(3, ["bare"], ["fast"], ["slow"]), "three of each")
    found = service.records()
    assert not any(map(is_overrun, found)), "450 ms of 1000 are taken at the most, in one second"
    service.write_config({**service.config, **config(host, ["bare", own("fast", "100ms")])})
    assert service.command("reload").returncode == 0
    service.wait_for_records(lambda now: have(3, ["bare"], ["fast"])(now[len(found) + 3 :]), "three of each")
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert_no_overlap(found)
    check_overruns(found)
    overruns = collections.Counter(record["modules"][0] for record in filter(is_overrun, found))
    assert overruns["fast"] > 5 and overruns["bare"] == 0


def test_rates_of_two_questions_do_not_disturb_each_other(fake_agent, start_service):
    host = f"127.1.0.1:{fake_agent({}).port}"
    service = start_service(config(host, [own("fast", "200ms"), own("slow", "500ms")]))
    service.wait_for_records(have(4, ["fast"], ["slow"]), "four of each")
    assert service.stop() == 0
    for question in (["fast"], ["slow"]):
        mine = [r for r in of_modules(service.records(), *question) if r["status"] == "ok"]
        counters = [varbind for record in mine for varbind in record["varbinds"] if varbind["type"] == "Counter64"]
        assert counters[0]["rate"] is None and counters[0]["rate_reason"] == "first"
        assert all(counter["rate"] is not None for counter in counters[1:]), counters


# What the gap keeps apart


def test_the_gap_is_kept_whatever_asks(fake_agent, start_service):
    host = f"127.1.0.1:{fake_agent({}).port}"
    service = start_service(config(host, ["bare", own("fast", "700ms")], gap="150ms"))
    web = Web(service)
    for _ in range(2):
        status, text = web.scrape(host, module="fast,slow")
        assert status == 200, text
        assert service.command("poll", host).returncode == 0
    service.wait_for_records(have(2, ["bare"], ["fast"]), "two of each")
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert_no_overlap(found)
    assert shortest_pause(found) >= 0.150 - SLACK


def test_guests_have_a_gap_too_and_it_may_be_none(fake_agent, start_service):
    port = fake_agent({}).port
    service = start_service({"modules": MODULES, "defaults": {"gap": "100ms"}, "targets": [],
                             "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"]}})
    web = Web(service)
    assert web.scrape(f"127.1.0.1:{port}", module="fast,slow,bare")[0] == 200
    assert shortest_pause(service.wait_for_records(lambda found: len(found) == 3 and found, "three")) >= 0.1 - SLACK
    service.write_config({**service.config, "defaults": {"gap": 0}})
    assert service.command("reload").returncode == 0
    assert web.scrape(f"127.1.0.2:{port}", module="fast,slow,bare")[0] == 200
    assert len(service.wait_for_records(lambda found: len(found) == 6 and found, "six")) == 6
    assert service.stop() == 0
    records.check_ledger(service.records())


# Silent hosts


def test_a_silent_host_is_probed_as_one(fake_agent, start_service):
    host = f"127.2.0.1:{fake_agent({'127.2.0.0/16': 'drop'}).port}"
    modules = ["bare", own("fast", "200ms"), own("slow", "300ms")]
    service = start_service({**config(host, modules, timeout="50ms"), "breaker": {"after": 2, "probe_every": "500ms"}})
    service.wait_for_records(lambda found: sum(map(is_probe, found)) >= 4, "four probes")
    assert service.status()["hosts"]["suspect"] == 1
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert_no_overlap(found)
    asked = [record for record in found if record["started"]]
    assert [is_probe(record) for record in asked] == [False] * 2 + [True] * (len(asked) - 2)
    probed = [time_of(record["scheduled"]) for record in asked[1:]]
    assert min(after - before for before, after in zip(probed, probed[1:])) > 0.5 - SLACK
    assert {r["modules"][0] for r in found if is_left_alone(r)} == {"bare", "fast", "slow"}
    assert service.log().count("event=host_suspect") == 1


# Who asks


def test_poll_asks_every_question_and_ends_with_the_last(fake_agent, start_service):
    host = f"127.1.0.1:{fake_agent({}).port}"
    service = start_service(config(host, ["bare", own("fast", "1h"), own("slow", "2h")], interval="3h"))
    result = service.command("poll", host)
    assert result.returncode == 0, result.stderr
    polled = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["modules"] for record in polled] == [["bare"], ["fast"], ["slow"]]
    assert [record.get("more", False) for record in polled] == [True, True, False]
    explained = json.loads(service.command("explain", host, "--json").stdout)
    assert explained["modules"] == ["bare"] and explained["interval_s"] == 3 * 3600 and explained["gap_s"] == 0.01
    assert [q["modules"] for q in explained["further_questions"]] == [["fast"], ["slow"]]
    assert [q["interval_s"] for q in explained["further_questions"]] == [3600, 7200]
    assert all(q["outcomes"][0]["status"] == "ok" for q in explained["further_questions"])
    text = service.command("explain", host).stdout
    assert "every 3h" in text and "every 1h" in text and "every 2h" in text and text.count("by hand:") == 3
    assert due_of(service.status()) == 3


def test_poll_of_a_host_with_one_failing_question_fails(fake_agent, start_service):
    host = f"127.2.0.1:{fake_agent({'127.2.0.0/16': 'drop'}).port}"
    service = start_service(config(host, ["bare", own("fast", "1h")], interval="2h", timeout="50ms"))
    result = service.command("poll", host)
    assert result.returncode == 1 and len(result.stdout.splitlines()) == 2


def test_targets_metrics_show_every_question_and_no_sample_twice(fake_agent, start_service):
    host = f"127.1.0.1:{fake_agent({}).port}"
    service = start_service(config(host, [own("fast", "200ms"), own("slow", "300ms")]))
    service.wait_for_records(have(3, ["fast"], ["slow"]), "three of each")
    page = Web(service).page("/targets/metrics")
    shown = samples(page)
    assert shown[f'snmpolld_up{{host="{host}",modules="fast"}}'] == 1
    assert shown[f'snmpolld_up{{host="{host}",modules="slow"}}'] == 1
    assert page.count("\nsysUpTime{") == 1 and page.count("\noctets{") == 1, page
    assert service.status()["hosts"]["ok"] == 1


def test_a_sweep_asks_everything_once(fake_agent, sweep, folder):
    host = f"127.1.0.1:{fake_agent({}).port}"
    path = f"{folder}/sweep.yaml"
    with open(path, "w", encoding="utf-8") as file:
        json.dump(config(host, ["bare", own("fast", "1h"), own("slow", "2h")]), file)
    result = sweep("-f", path, "--format", "jsonl")
    assert result.returncode == 0, result.stderr
    (record,) = records.parse(result.stdout)
    assert record["modules"] == ["bare", "fast", "slow"] and len(record["varbinds"]) == 4


# Reload


def test_questions_come_and_go_with_a_reload(fake_agent, start_service):
    host = f"127.1.0.1:{fake_agent({}).port}"
    service = start_service(config(host, [own("fast", "200ms"), own("slow", "300ms")]))
    service.wait_for_records(have(2, ["fast"], ["slow"]), "two of each")

    def reload_until(modules, count, *questions):
        """What became due after it, when each of the questions has been answered so often."""
        service.write_config({**service.config, "targets": [{"host": host, "modules": modules}]})
        assert service.command("reload").returncode == 0
        reloaded = now()

        def due(found):
            return [record for record in found if time_of(record["scheduled"]) > reloaded]

        service.wait_for_records(lambda found: have(count, *questions)(due(found)), f"{count} of each")
        return due(service.records())

    assert of_modules(reload_until([own("fast", "250ms"), own("bare", "400ms")], 3, ["fast"], ["bare"]), "slow") == []
    assert of_modules(reload_until([own("bare", "400ms")], 3, ["bare"]), "fast") == []
    reload_until(["slow", own("bare", "400ms"), own("fast", "200ms")], 2, ["slow"], ["bare"], ["fast"])
    assert service.status()["hosts"]["configured"] == 1
    missed = missed_until_now(service)
    assert service.stop() == 0
    found = service.records()
    assert records.check_ledger(found) == {host: len(found)}
    assert_no_overlap(found)
    check_schedule(of_modules(found, "bare"), 0.4, missed)


def test_what_is_under_way_or_waits_at_a_reload_has_its_record(fake_agent, start_service):
    port = fake_agent({"127.2.0.0/16": "delay:400"}).port
    kept, gone = f"127.2.0.1:{port}", f"127.2.0.2:{port}"
    both = [own("fast", "200ms"), own("slow", "300ms"), own("bare", "300ms")]
    service = start_service({**config(kept, both), "targets": [{"hosts": [kept, gone], "modules": both}]})
    service.wait_for_records(lambda found: len(found) >= 4, "records")
    for modules in (["bare"], both, ["fast"], both):
        service.write_config({**service.config, "targets": [{"host": kept, "modules": modules}]})
        assert service.command("reload").returncode == 0
        before = len(service.records())
        service.wait_for_records(lambda found: "ok" in records.statuses(found[before:]), "an answer")  # noqa: B023
        due_of(service.status())
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert_no_overlap(found)
    assert {r["error"] for r in found if r["status"] == "skipped"} <= {"overrun", "removed", "shutdown"}
