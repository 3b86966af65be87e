"""`snmpolld plan`: from a config alone."""

import json
import os
import re

import pytest
from harness.process import read_text
from harness.service import run


@pytest.fixture
def plan(folder):
    def of(config, *options):
        path = os.path.join(folder, "plan.yaml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file)
        return run(folder, "plan", "-f", path, *options)

    return of


SMALL = {
    "targets": [
        {"hosts": "10.1.0.0/24", "interval": "10s", "labels": {"site": "ams"}},
        {"hosts": "10.2.0.0/25", "interval": "60s", "modules": ["interfaces"], "labels": {"site": "ber"}},
        {"host": "sw1.example", "interval": "1s"},
    ]
}


def limit(told, name):
    return next(one for one in told["limits"] if one["name"] == name)


def test_a_small_config_fits(plan):
    result = plan(SMALL, "--cores", "2")
    assert result.returncode == 0, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    assert "381 hosts, 2 workers of 400 sessions, 2 cores" in lines[0]
    assert lines[1] == "assumed: a round trip of 5ms (--rtt), 15 interfaces a host (--interfaces)"
    assert [line.split()[0] for line in lines[3:7]] == ["1s", "10s", "1m", "total"]
    assert "walks of interfaces: 29 columns x 15 rows assumed, 15 interfaces: 435 varbinds in 10 requests" in lines
    assert lines[-1] == "fits, with up to 30 % of the hosts dead"
    assert "note: interval 1s: a poll that is not answered takes 3s (timeout 1s, 3 tries)" in result.stdout


def test_what_is_assumed_of_walks_is_said(plan):
    modules = {"vendor": {"walk": ["1.3.6.1.4.1.99999.1"]}, "all": {"walk": ["1"]}, "row": {"walk": ["1.3.6.1.2.1.2.2.1.2.7"]}}
    targets = [{"host": f"10.0.0.{i}", "modules": [name]} for i, name in enumerate([*modules, "interfaces"], 1)]
    result = plan({"modules": modules, "targets": targets}, "--interfaces", "48", "--walk-varbinds", "70")
    lines = result.stdout.splitlines()
    assert lines[1] == ("assumed: a round trip of 5ms (--rtt), 48 interfaces a host (--interfaces), "
                        "70 varbinds an unknown subtree (--walk-varbinds)")
    assert "walks of interfaces: 29 columns x 48 rows assumed, 48 interfaces: 1392 varbinds in 29 requests" in lines
    assert any(line.startswith("walks of vendor: 1 unknown subtree: 70 varbinds in ") for line in lines), lines
    assert any(line.startswith("walks of all: 1 subtree with much of a device: ") for line in lines), lines
    assert any(line.startswith("walks of row: 1 scalar: 1 varbind in ") for line in lines), lines
    told = json.loads(plan({"modules": modules, "targets": targets}, "--interfaces", "48", "--json").stdout)
    assert told["assumed"]["interfaces"] == 48 and told["walks"][-1]["columns"] == 29
    assert [walks["modules"] for walks in told["walks"]] == [["vendor"], ["all"], ["row"], ["interfaces"]]


def test_the_figures_for_programs(plan):
    told = json.loads(plan({"targets": [{"hosts": "10.1.0.1-100", "interval": "10s"}]}, "--json", "--rtt", "50ms").stdout)
    assert told["fits"] and told["dead_percent"] == [0, 3, 10, 30] and told["assumed"]["rtt_ms"] == 50
    (line,) = told["intervals"]
    assert (line["interval_s"], line["hosts"], line["polls_per_second"]) == (10, 100, 10)
    assert line["requests_per_second"] == pytest.approx([10, 10 * (0.97 + 0.09), 10 * (0.9 + 0.3), 10 * (0.7 + 0.9)])
    assert line["in_flight"] == pytest.approx([0.5, 0.485 + 0.9, 0.45 + 3, 0.35 + 9])
    assert {key: line[key] for key in line if key != "interval_s"} == told["total"]


def test_what_does_not_fit_is_named_with_what_helps(plan):
    budgets = {"starts_per_second": 20, "site": {"in_flight": 10}, "subnet": {"prefix": 25, "requests_per_second": 40}}
    result = plan({**SMALL, "budgets": budgets}, "--cores", "2")
    assert result.returncode == 1
    assert "does not fit: budgets.starts_per_second: 28.5 polls/s with 0 % of the hosts dead, where 20.0 may be; what " \
        "helps: a higher one, a longer interval" in result.stdout
    assert "site ams: in_flight: 22.9 polls with 30 % of the hosts dead, where 10.0 may be" in result.stdout
    assert "subnet 10.2.0.0/25: requests_per_second" in result.stdout
    assert "note: 1 host is given by name" in result.stdout
    told = json.loads(plan({**SMALL, "budgets": budgets}, "--cores", "2", "--json").stdout)
    assert not told["fits"] and not limit(told, "site ams: in_flight")["fits"] and limit(told, "memory")["fits"]


def test_blocking_workers_starve_when_hosts_are_dead(plan):
    config = {"targets": [{"hosts": "10.0.0.0/20", "interval": "10s"}], "workers": {"sessions": 1, "count": 64}}
    result = plan(config)
    assert result.returncode == 1 and "does not fit: sessions: " in result.stdout
    assert "with 10 % of the hosts dead" in result.stdout.partition("does not fit: sessions: ")[2]


@pytest.mark.parametrize(
    "options, words",
    [
        (["--rtt", "soon"], "--rtt soon: a time such as 5ms is expected"),
        (["--rtt", "0"], "--rtt 0"),
        (["--cores", "0"], "--cores"),
        (["--walk-varbinds", "0"], "--walk-varbinds"),
        (["--interfaces", "0"], "--interfaces"),
    ],
)
def test_wrong_options(plan, options, words):
    result = plan(SMALL, *options)
    assert result.returncode == 2 and words in result.stderr and result.stdout == ""


def test_a_config_that_cannot_be_loaded(plan):
    result = plan({"targets": [{"host": "sw1", "interval": "soon"}]})
    assert result.returncode == 2 and "interval" in result.stderr


def test_what_was_learned_of_the_hosts_is_used(folder, fleet, start_service):
    port = fleet("--delay", "40").port
    state = {"file": os.path.join(folder, "learned")}
    targets = [{"hosts": f"127.0.0.1-20:{port}", "interval": "1s"}]
    service = start_service({"targets": targets, "state": state})
    service.wait_for_records(lambda found: len(found) >= 40, "two polls of each")
    assert service.stop() == 0
    told = json.loads(run(folder, "plan", "-f", service.config_path, "--json").stdout)
    assert told["measured_hosts"] == 20 and told["total"]["hosts"] == 20
    lines = read_text(state["file"]).splitlines()[1:-1]
    round_trips = [int(re.search(r"\brtt=(\d+)", line)[1]) / 1e6 for line in lines]
    assert 0.8 <= told["total"]["in_flight"][0] < max(8, 10 * sum(round_trips)), "20 polls a second of 40 ms or more"
    assert "known: the round trips of 20 hosts (" in run(folder, "plan", "-f", service.config_path).stdout
    with open(state["file"], "w", encoding="utf-8") as file:
        file.write("garbage")
    told = json.loads(run(folder, "plan", "-f", service.config_path, "--json").stdout)
    assert told["measured_hosts"] == 0 and "nothing of what was learned is used: " in " ".join(told["notes"])
