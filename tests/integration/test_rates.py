"""Rates on the device's own clock: agents whose counters are known functions of time, over a network that delays, loses
and reorders; restarts, wraps, discontinuities, reloads."""

import collections

import pytest
from harness import records
from harness.counting_agent import COUNTER32, COUNTER64, GAUGE32, TIME_TICKS, CountingAgent
from harness.fleet import Fleet, rate

IF_IN_OCTETS = "1.3.6.1.2.1.2.2.1.10"
IF_SPEED = "1.3.6.1.2.1.2.2.1.5"
IF_HC_IN_OCTETS = "1.3.6.1.2.1.31.1.1.1.6"
IF_DISCONTINUITY_TIME = "1.3.6.1.2.1.31.1.1.1.19"
SNMP_IN_PKTS = "1.3.6.1.2.1.11.1.0"
INTERFACES = range(1, 9)
# A second; of HC octets 10 Gbit/s and more.
SLOPES = {
    **{f"{IF_IN_OCTETS}.{i}": 40_000_000 * i for i in INTERFACES},
    **{f"{IF_HC_IN_OCTETS}.{i}": 1_250_000_000 * i for i in INTERFACES},
    SNMP_IN_PKTS: 2500,
}


def counters(offsets=None):
    """All of SLOPES, with an ifCounterDiscontinuityTime of 0 and a gauge for each interface."""

    def line(oid):
        offset = (offsets or {}).get(oid, 0)
        return lambda ticks: offset + SLOPES[oid] * ticks // 100

    found = {oid: (COUNTER64 if oid.startswith(IF_HC_IN_OCTETS) else COUNTER32, line(oid)) for oid in SLOPES}
    for i in INTERFACES:
        found[f"{IF_DISCONTINUITY_TIME}.{i}"] = (TIME_TICKS, lambda ticks: 0)
        found[f"{IF_SPEED}.{i}"] = (GAUGE32, lambda ticks: 10_000_000)
    return found


@pytest.fixture
def counting_agent(ended):
    def start(values=None, **options):
        ended.append(CountingAgent(values or counters(), **options))
        return ended[-1]

    return start


def config_of(targets, interval="300ms", **more):
    walk = ["ifCounterDiscontinuityTime", "ifHCInOctets", "ifSpeed", "ifInOctets"]
    return {
        "modules": {"traffic": {"get": [SNMP_IN_PKTS], "walk": walk, "rates": True}},
        "defaults": {"modules": ["traffic"], "interval": interval, "timeout": "150ms", "retries": 8},
        "targets": targets,
        "workers": {"count": 2},
        **more,
    }


def polls_of(service, host=None):
    """The varbinds of all ok records, {oid: varbind} each, in the order of the polls."""
    found = [r for r in service.records() if r["status"] == "ok" and host in (None, r["host"])]
    return [{varbind["oid"]: varbind for varbind in record["varbinds"]} for record in found]


def wait_for_polls(service, count, host=None, what="polls"):
    return service.wait_for_records(lambda _: len(polls_of(service, host)) >= count and polls_of(service, host), what)


def reasons(poll):
    return collections.Counter(poll[oid].get("rate_reason", "rated") for oid in SLOPES)


def check_no_spike(poll):
    for oid, slope in SLOPES.items():
        if poll[oid]["rate"] is not None:
            assert poll[oid]["rate"] == pytest.approx(slope, rel=0.01), poll[oid]


def rated_polls(service, polls, unrated=0):
    """All rates are right; of the polls behind the first all counters but `unrated` have one."""
    for poll in polls:
        check_no_spike(poll)
    assert reasons(polls[0]) == {"first": len(SLOPES)}
    for poll in polls[1:]:
        assert reasons(poll)["rated"] >= len(SLOPES) - unrated, (reasons(poll), service.log()[-500:])


def test_every_rate_is_the_slope_whatever_the_network_does(counting_agent, start_service):
    agent = counting_agent(jitter=0.12, loss=0.15)
    service = start_service(config_of([f"127.0.0.1:{agent.port}"]))
    polls = wait_for_polls(service, 8)
    assert service.stop() == 0
    rated_polls(service, polls)
    assert sum(record["retries"] for record in service.records()) > 0
    for poll in polls:
        assert "rate" not in poll[f"{IF_SPEED}.1"] and "rate_reason" not in poll[f"{IF_SPEED}.1"]
        assert all(varbind["rate"] is None for varbind in poll.values() if "rate_reason" in varbind)


def test_counters_and_sys_up_time_wrap(counting_agent, start_service):
    wrap = 2**32 / 100
    at_wrap = {oid: -(slope * 2**32 // 100) for oid, slope in SLOPES.items()}  # all are 0 when sysUpTime is 2^32
    agent = counting_agent(counters(at_wrap), up=wrap - 6)
    service = start_service(config_of([f"127.0.0.1:{agent.port}"]))
    wait_for_polls(service, 1)
    polls = service.wait_for_records(lambda _: agent.ticks() > 2**32 + 150 and polls_of(service), "the wrap")
    assert service.stop() == 0
    rated_polls(service, polls)
    first, last = polls[0], polls[-1]
    assert all(first[oid]["value"] > last[oid]["value"] for oid in SLOPES)


def test_a_restart_is_a_reset_and_never_a_spike(counting_agent, start_service):
    agent = counting_agent()
    service = start_service(config_of([f"127.0.0.1:{agent.port}"]))
    before = len(wait_for_polls(service, 3))
    agent.restart()
    polls = wait_for_polls(service, before + 5)
    assert service.stop() == 0
    for poll in polls:
        check_no_spike(poll)
    seen = [reasons(poll) for poll in polls]
    resets = sum(count["reset"] for count in seen)
    assert resets == len(SLOPES) and seen[-1] == {"rated": len(SLOPES)}, seen


def test_a_moved_discontinuity_time_is_one_for_its_interface_only(counting_agent, start_service):
    agent = counting_agent()
    service = start_service(config_of([f"127.0.0.1:{agent.port}"]))
    before = len(wait_for_polls(service, 3))
    cleared = {oid: -SLOPES[oid] * 100 for oid in (f"{IF_IN_OCTETS}.3", f"{IF_HC_IN_OCTETS}.3")}
    moved = agent.ticks()
    values = {**counters(cleared), f"{IF_DISCONTINUITY_TIME}.3": (TIME_TICKS, lambda ticks: moved)}
    agent.set(values)
    polls = wait_for_polls(service, before + 4)
    assert service.stop() == 0
    for poll in polls:
        check_no_spike(poll)
    unrated = [(oid, poll[oid]["rate_reason"]) for poll in polls[1:] for oid in SLOPES if poll[oid]["rate"] is None]
    assert sorted(unrated) == [(oid, "discontinuity") for oid in sorted(cleared)]


def test_a_reload_keeps_the_series_and_switching_rates_off_ends_it(counting_agent, start_service):
    agent = counting_agent()
    config = config_of([f"127.0.0.1:{agent.port}"])
    service = start_service(config)
    wait_for_polls(service, 2)
    service.write_config({**service.config, "defaults": {**config["defaults"], "interval": "400ms", "retries": 3}})
    assert service.command("reload").returncode == 0
    rated_polls(service, wait_for_polls(service, len(polls_of(service)) + 3))
    off = {"traffic": {**config["modules"]["traffic"], "rates": False}}
    service.write_config({**service.config, "modules": off})
    assert service.command("reload").returncode == 0
    before = len(polls_of(service))
    wait_for_polls(service, before + 2)
    assert all("rate" not in varbind for varbind in polls_of(service)[-1].values())
    service.write_config({**service.config, "modules": config["modules"]})
    assert service.command("reload").returncode == 0
    polls = service.wait_for_records(
        lambda _: "rate" in polls_of(service)[-1][SNMP_IN_PKTS] and polls_of(service), "rates again"
    )
    assert service.stop() == 0
    again = next(poll for poll in polls[before:] if "rate" in poll[SNMP_IN_PKTS])
    assert reasons(again) == {"first": len(SLOPES)}


def test_other_credentials_begin_anew(counting_agent, start_service):
    """Behind another community there may be another device."""
    agent = counting_agent()
    host = f"127.0.0.1:{agent.port}"
    service = start_service(config_of([f"public@{host}", "127.0.0.1:1"]))
    wait_for_polls(service, 2)
    service.write_config({**service.config, "targets": [f"vrf-1@{host}", "127.0.0.1:1"]})
    assert service.command("reload").returncode == 0
    polls = wait_for_polls(service, len(polls_of(service)) + 3)
    assert service.stop() == 0
    firsts = [poll for poll in polls if reasons(poll)["first"]]
    assert [reasons(poll) for poll in firsts] == [{"first": len(SLOPES)}] * 2


def test_polls_that_fail_leave_no_mark_on_the_next_rate(counting_agent, start_service):
    agent = counting_agent()
    service = start_service(config_of([f"127.0.0.1:{agent.port}"], interval="200ms"))
    wait_for_polls(service, 2)
    agent.loss = 1.0
    service.wait_for_records(lambda found: "timeout" in records.statuses(found), "a failed poll")
    agent.loss = 0.0
    before = len(polls_of(service))
    polls = wait_for_polls(service, before + 2)
    assert service.stop() == 0
    rated_polls(service, polls)


def test_a_fleet_of_hosts_and_its_restart(folder, ended, start_service):
    """GETs only; the fleet's counters are its clock times a factor."""
    fleet = Fleet(folder, ["--delay", "3"])
    ended.append(fleet)
    oids = [f"{IF_IN_OCTETS}.7", f"{IF_HC_IN_OCTETS}.12", f"{IF_HC_IN_OCTETS}.48"]
    service = start_service(
        {
            "modules": {"traffic": {"get": oids, "rates": True}},
            "defaults": {"modules": ["traffic"], "interval": "500ms", "timeout": "2s", "retries": 1},
            "breaker": {"after": 0},
            "targets": [{"hosts": f"127.7.0.1-100:{fleet.port}"}],
            "workers": {"count": 4},
        }
    )

    def of_every_host(found, count):
        seen = collections.Counter(record["host"] for record in found if record["status"] == "ok")
        return len(seen) == 100 and min(seen.values()) >= count

    service.wait_for_records(lambda found: of_every_host(found, 4), "four rounds")
    fleet.end()
    ended.append(Fleet(folder, ["--delay", "3", "--port", str(fleet.port)]))
    before = len(service.records())
    service.wait_for_records(lambda found: of_every_host(found[before:], 3), "three rounds after its restart")
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    states = collections.defaultdict(list)
    for record in found:
        for varbind in record["varbinds"]:
            states[record["host"]].append(varbind.get("rate_reason", "rated"))
            if varbind["rate"] is not None:
                assert varbind["rate"] == pytest.approx(rate(record["address"].partition(":")[0], varbind["oid"]), rel=0.01), record
    for host, mine in states.items():
        assert mine[:3] == ["first"] * 3 and mine.count("first") == 3, (host, mine)
        assert mine.count("reset") == 3 and set(mine) == {"first", "reset", "rated"}, (host, mine)
