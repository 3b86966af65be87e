"""How long tries wait: as long as a host usually takes, not the whole timeout, and nobody who is slow is asked twice."""

import json

import pytest
from harness import records


def learned_polls(found):
    """All polls but the first of each host, in which nothing was known yet."""
    return [record for record in found if record["seq"] > 1]


def explain(service, host):
    result = service.command("explain", host, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_a_lost_answer_costs_a_fraction_of_the_timeout(fleet, start_service):
    port = fleet("--delay", 5, "--lossy", 100, "--loss", 10).port
    service = start_service(
        {
            "defaults": {"interval": "500ms", "timeout": "5s", "retries": 4},
            "targets": [{"hosts": f"127.1.0.1-60:{port}"}],
        }
    )
    service.wait_for_records(lambda found: sum(r["retries"] == 1 for r in learned_polls(found)) >= 20, "lost answers")
    # Not any host: the first answer of some was lost, and nothing is known of them yet.
    host = next(record["host"] for record in learned_polls(service.records()) if record["status"] == "ok")
    known = explain(service, host)
    learned = known["learned"]
    usual = learned["round_trip_ms"] + max(4 * learned["round_trip_variation_ms"], learned["round_trip_ms"] / 2)
    first = min(5, max(0.2, usual / 1000))
    assert known["waits_s"][:2] == [pytest.approx(first, abs=0.002), pytest.approx(min(5, 2 * first), abs=0.004)]
    assert known["waits_s"][-1] == 5.0
    assert 5 <= learned["round_trip_ms"] < 1000
    if first == 0.2:  # as on any machine that has time for it
        assert "tries wait 200ms, 400ms" in service.command("explain", host).stdout
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    of_a_loss = [r for r in learned_polls(found) if r["status"] == "ok" and 0 < r["retries"] < 4]
    over = [r for r in of_a_loss if r["duration_ms"] >= 200 * (2 ** r["retries"] - 1) + 1000]
    assert len(over) <= len(of_a_loss) // 4 and all(r["duration_ms"] < 5000 for r in over), over


def test_slow_hosts_are_not_asked_twice(fleet, start_service):
    port = fleet("--slow", 100, "--slow-delay", 300, "--interfaces", 6).port
    service = start_service(
        {
            "defaults": {"interval": "3s", "timeout": "5s", "timeout_min": "50ms", "modules": ["system", "interfaces"]},
            "targets": [{"hosts": f"127.1.0.1-20:{port}"}],
        }
    )
    service.wait_for_records(lambda found: sum(r["seq"] == 3 for r in found) == 20, "three polls of each")
    waits = explain(service, f"127.1.0.1:{port}")["waits_s"]
    assert 0.4 < waits[0] < 1.5 and waits[-1] == 5.0
    assert service.stop() == 0
    for record in service.records():
        assert record["error"] == "shutdown" or (record["status"], record["retries"]) == ("ok", 0), record


def test_who_answers_within_the_timeout_is_never_lost(fake_agent, start_service):
    """The answer comes long after the retry, always: the poll takes as long as that, and ends well."""
    port = fake_agent({"127.1.0.1": "delay:600"}).port
    service = start_service(
        {
            "defaults": {"interval": "700ms", "timeout": "5s", "timeout_min": "10ms", "retries": 3},
            "targets": [f"127.1.0.1:{port}"],
        }
    )
    service.wait_for_records(lambda found: len(found) >= 4, "polls")
    assert service.stop() == 0
    for record in service.records():
        assert record["error"] in ("shutdown", "overrun") or record["status"] == "ok", record
