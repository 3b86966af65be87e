"""Budgets: what one site or subnet may have at a time and per second, and that nobody else waits for it."""

import json
import os

from harness import records
from harness.process import wait_until
from harness.service import run
from harness.timing import is_overrun, made, now, time_of
from harness.web import Web, samples

JITTER = 0.004  # of times in records, which have milliseconds


def of_site(found, site):
    return [record for record in found if record["labels"].get("site") == site]


def made_after(found, moment, count):
    """Those, if there are as many."""
    later = [record for record in made(found) if time_of(record["started"]) > moment]
    return later if len(later) >= count else None


def most_at_a_time(found):
    """Polls that were with workers at one moment; ends before beginnings, since both are rounded."""
    edges = []
    for record in made(found):
        begun = time_of(record["started"])
        end = begun + record["duration_ms"] / 1000 - JITTER
        edges += [(begun, 1), (max(begun, end), -1)]
    most = now = 0
    for _, step in sorted(edges):
        now += step
        most = max(most, now)
    return most


def overruns(found):
    return list(filter(is_overrun, found))


def two_sites(port, budgets, hosts=60, interval="1s", **more):
    """So many hosts each."""
    return {
        "defaults": {"interval": interval, "timeout": "20s", "retries": 0},
        "targets": [
            {"hosts": f"127.1.0.1-{hosts}:{port}", "labels": {"site": "ams"}},
            {"hosts": f"127.2.0.1-{hosts}:{port}", "labels": {"site": "ber"}},
        ],
        "budgets": budgets,
        **more,
    }


def test_a_site_that_is_held_holds_up_no_other(fleet, start_service):
    """200 ms an answer: two at a time are 10 polls a second, and 15 are due. The others have 1.8 s to spare."""
    budgets = {"site": {"in_flight": 100}, "sites": {"ams": {"in_flight": 2}}}
    config = two_sites(fleet("--delay", "200").port, budgets, hosts=30, interval="2s")
    service = start_service({**config, "http": {"listen": "127.0.0.1:0"}})
    service.wait_for_records(lambda found: len(overruns(of_site(found, "ams"))) > 20, "overruns of the held site")
    status = service.wait_for_status(lambda s: s["budgets"]["holding"] == 1 and s, "a budget that holds polls")
    held = status["budgets"]["shown"][0]
    assert (held["kind"], held["name"], held["limit"], held["requests_per_second"]) == ("site", "ams", 2, None)
    assert held["in_flight"] <= 2 and 0 < held["waiting"] <= 30
    assert "site  ams   2          2      -                    " in service.command("status").stdout
    shown = samples(Web(service).page("/metrics"))
    assert shown['snmpolld_polls_held{budget="site"}'] > 0
    assert shown['snmpolld_polls_held{budget="subnet"}'] == shown['snmpolld_polls_held{budget="starts"}'] == 0
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert most_at_a_time(of_site(found, "ams")) == 2
    assert not overruns(of_site(found, "ber"))
    assert {r["error"] for r in found if r["status"] == "skipped"} == {"overrun", "shutdown"}


def test_a_reload_changes_the_budgets_of_what_waits_as_well(fleet, start_service):
    port = fleet("--delay", "50").port
    service = start_service(two_sites(port, {"site": {"in_flight": 1}}))
    service.wait_for_records(lambda found: len(overruns(found)) > 30, "overruns")
    service.write_config({**service.config, "budgets": {"subnet": {"prefix": 8, "in_flight": 3}}})
    assert service.command("reload").returncode == 0
    reloaded = now()
    status = service.wait_for_status(lambda s: s["budgets"]["holding"] == 1 and s, "the other budget")
    held = status["budgets"]["shown"][0]
    assert (held["kind"], held["name"], held["limit"]) == ("subnet", "127.0.0.0/8", 3)
    later = service.wait_for_records(lambda found: made_after(found, reloaded, 100), "polls after the reload")
    assert most_at_a_time(later) == 3
    without = {key: value for key, value in service.config.items() if key != "budgets"}
    service.write_config({**without, "defaults": {**without["defaults"], "interval": "10s"}})
    assert service.command("reload").returncode == 0
    service.wait_for_status(lambda s: s["budgets"]["holding"] == 0 and s["ledger"]["in_flight"] < 20, "nobody waits")
    assert service.stop() == 0
    records.check_ledger(service.records())


def write_config(folder, config):
    path = os.path.join(folder, "sweep.yaml")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(config, file)
    return path


def test_requests_are_counted_and_the_long_run_rate_holds(folder, fleet, sweep):
    """Walks of several requests each: what a poll sends beyond its first is taken off what comes after it."""
    agents = fleet("--interfaces", "40")
    config = {
        "modules": {"descriptions": {"walk": ["ifDescr"], "max_repetitions": 10}},
        "targets": [{"hosts": f"127.1.0.1-20:{agents.port}", "modules": ["descriptions"]}],
        "budgets": {"subnet": {"in_flight": 1, "requests_per_second": 100}},
    }
    result = sweep("-f", write_config(folder, config), "--format", "jsonl")
    assert result.returncode == 0, result.stderr
    found = sorted(records.parse(result.stdout), key=lambda record: record["started"])
    first = time_of(found[0]["started"])
    sent = 0
    for record in found:
        assert time_of(record["started"]) - first >= (sent + 1 - 5) / 100 - 0.05, record
        sent += record["requests"] + record["retries"]
    assert sent >= 60 and agents.statistics()["requests"] == sent
    polling = sum(record["duration_ms"] for record in found) / 1000
    assert time_of(found[-1]["started"]) - first < 3 * sent / 100 + polling, "it is not slower than that for nothing"


def test_a_sweep_goes_on_with_hosts_that_are_not_held(folder, fleet, sweep):
    port = fleet().port
    config = {
        "targets": [
            {"hosts": f"127.1.0.1-100:{port}", "labels": {"site": "ams"}},
            {"hosts": f"127.2.0.1-100:{port}", "labels": {"site": "ber"}},
        ],
        "budgets": {"starts_per_second": "none", "sites": {"ams": {"requests_per_second": 50}}},
    }
    begun = now()
    result = sweep("-f", write_config(folder, config), "--rate", "0", "--format", "jsonl")
    assert result.returncode == 0, result.stderr
    found = records.parse(result.stdout)
    last = {site: max(time_of(r["started"]) for r in of_site(found, site)) for site in ("ams", "ber")}
    assert last["ams"] - begun > 1.8 - 2 * JITTER and last["ber"] < last["ams"] - 0.3


def test_the_rate_of_all_starts(folder, fleet, start_service):
    """Of all hosts, and it says for whom the service waits."""
    config = two_sites(fleet().port, {"starts_per_second": 60})
    service = start_service(config)
    assert "starts_per_second: 60 are fewer than the 120 polls that the intervals ask for" in service.log()
    service.wait_for_status(lambda s: s["budgets"]["waiting_for_starts"] > 0, "polls that wait for the rate")
    service.wait_for_records(lambda found: len(made(found)) >= 120, "polls")
    assert service.stop() == 0
    found = made(service.records())
    first = time_of(found[0]["scheduled"])  # its worker may begin it later
    assert time_of(found[119]["started"]) - first > (119 - 3) / 60 - JITTER
    check = run(folder, "check", "-f", service.config_path)
    assert check.returncode == 0 and "warning: " in check.stderr and "60 are fewer than the 120 polls" in check.stderr


def test_hosts_that_are_only_scraped_are_of_their_subnet(fleet, start_service):
    service = start_service(
        {
            "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"]},
            "budgets": {"subnet": {"requests_per_second": 5}},
        }
    )
    web, port = Web(service), fleet().port
    begun = now()
    for host in range(1, 5):
        status, text = web.scrape(f"127.1.0.{host}:{port}", module="system")
        assert status == 200, text
    assert now() - begun > 0.6 - JITTER
    wait_until(lambda: service.status()["ledger"]["in_flight"] == 0, "the end of the scrapes")
