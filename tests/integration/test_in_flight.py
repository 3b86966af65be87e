"""Several polls of one host under way at the same time, as many as `in_flight` says; none of a question with itself."""

import concurrent.futures
import itertools
import json
import os
import signal

import pytest
from harness import records
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD
from harness.process import wait_until
from harness.service import due_of
from harness.timing import SLACK, assert_no_overlap, check_overruns, end_of, is_overrun, made, now, time_of
from harness.web import Web
from test_breaker import is_left_alone, is_probe
from test_intervals import config, have, of_modules, own

QUESTIONS = (["bare"], ["fast"], ["slow"])
MODULES = ["bare", own("fast", "400ms"), own("slow", "500ms")]  # `bare` each second


def overlap(one, other):
    """Two polls by more than what clocks and milliseconds explain."""
    begin = max(time_of(one["started"]), time_of(other["started"]))
    return min(end_of(one), end_of(other)) - begin > SLACK


def overlapping(found):
    return [pair for pair in itertools.combinations(made(found), 2) if overlap(*pair)]


def most_at_once(found):
    """Of one host's polls. One that ends as another begins is not beside it."""
    ends = sorted(end_of(record) for record in made(found))
    begins = [time_of(record["started"]) + SLACK for record in made(found)]
    return max(sum(begin < at for begin in begins) - sum(end < at for end in ends) for at in ends)


def check_own_turns(found):
    """No question overlaps with itself."""
    for question in {tuple(record["modules"]) for record in found}:
        assert overlapping(of_modules(found, *question)) == [], question


def check_gap(found, gap):
    """From every end of a poll to whatever begins after it, when the end was known of, which takes a worker, the supervisor
    and the next worker."""
    known = 2 * gap / 3
    begins = [time_of(record["started"]) for record in made(found)]
    for end in map(end_of, made(found)):
        assert not any(end + known < begin < end + gap - SLACK for begin in begins), end


def check_ledger(found):
    """Polls side by side end in any order."""
    records.check_ledger(found, in_order=False)


def slow_agent(fake_agent, delay=300):
    return f"127.2.0.1:{fake_agent({'127.2.0.0/16': f'delay:{delay}'}).port}"


@pytest.fixture(params=[1, 400], ids=["one-poll-a-worker", "many"])
def workers(request):
    """One worker that holds many, or several with one each."""
    return {"sessions": request.param, "count": 3 if request.param == 1 else 1}


def run_until(service, condition, what):
    service.wait_for_records(condition, what)
    due_of(service.status())
    assert service.stop() == 0
    return service.records()


# Questions


def test_one_at_a_time_unless_more_is_asked_for(fake_agent, start_service, workers):
    service = start_service({**config(slow_agent(fake_agent), MODULES), "workers": workers})
    found = run_until(service, have(4, *QUESTIONS), "four of each")
    assert records.check_ledger(found)
    assert overlapping(found) == [] and most_at_once(found) == 1
    assert_no_overlap(found)


def test_two_questions_overlap_and_none_with_itself(fake_agent, start_service, workers):
    service = start_service({**config(slow_agent(fake_agent), MODULES, in_flight=2), "workers": workers})
    found = run_until(service, have(4, *QUESTIONS), "four of each")
    check_ledger(found)
    assert overlapping(found) and most_at_once(found) == 2
    check_own_turns(found)
    check_overruns(found)


def test_as_many_as_there_are_when_there_is_room_for_them(fake_agent, start_service):
    modules = ["bare", own("fast", "800ms"), own("slow", "900ms")]
    service = start_service(config(slow_agent(fake_agent), modules, in_flight=16))
    enough = have(4, *QUESTIONS)
    found = run_until(service, lambda found: enough(found) and most_at_once(found) == 3, "four of each, all at once")
    check_ledger(found)
    assert most_at_once(found) == 3
    assert not any(map(is_overrun, found)), "each takes 500 ms less than its interval"
    check_own_turns(found)


def test_a_question_runs_over_itself_though_there_is_room(fake_agent, start_service):
    service = start_service(config(slow_agent(fake_agent), [own("fast", "200ms"), own("slow", "1s")], in_flight=4))
    found = run_until(service, have(4, ["fast"], ["slow"]), "four of each")
    check_ledger(found)
    check_own_turns(found)
    check_overruns(found)
    assert sum(record["modules"] == ["fast"] for record in filter(is_overrun, found)) >= 4


def test_the_gap_is_kept_after_each_end(fake_agent, start_service):
    service = start_service(config(slow_agent(fake_agent), MODULES, in_flight=2, gap="450ms"))
    found = run_until(service, have(3, *QUESTIONS), "three of each")
    check_ledger(found)
    assert most_at_once(found) == 2
    check_gap(found, 0.450)


def test_polls_of_one_snmpv3_engine_by_one_user_are_side_by_side(snmpd, start_service, workers):
    """Walks of many small requests: those of the two alternate."""
    host = f"127.0.0.1:{snmpd.port}"
    groups = ["system", "interfaces", "1.3.6.1.2.1.5", "1.3.6.1.2.1.11"]
    walks = {name: {"walk": groups, "max_repetitions": 2 + i} for i, name in enumerate(("one", "two"))}
    auth = {"version": 3, "username": "sha256_aes", "security_level": "authPriv", "auth_protocol": "SHA256",
            "password": AUTH_PASSWORD, "priv_protocol": "AES", "priv_password": PRIV_PASSWORD}
    service = start_service({
        "auths": {"v3": auth}, "modules": walks, "workers": workers,
        "defaults": {"auth": "v3", "retries": 0, "timeout": "20s", "in_flight": 2},
        "targets": [{"host": host, "modules": [own("one", "800ms"), own("two", "900ms")]}],
    })
    for _ in range(3):
        assert service.command("poll", host).returncode == 0
    found = run_until(service, have(4, ["one"], ["two"]), "four of each")
    check_ledger(found)
    answered = records.joined([record for record in found if record["status"] != "skipped"])
    assert records.statuses(answered).keys() == {"ok"}
    assert overlapping(answered)
    assert min(len(record["varbinds"]) for record in answered) > 100
    assert service.log().count("event=engine_resynced") == 0


# Who asks


def test_scrapes_and_poll_find_room_beside_each_other(fake_agent, start_service):
    host = slow_agent(fake_agent)
    slow_times = ["bare", own("fast", "1h"), own("slow", "2h")]
    service = start_service(config(host, slow_times, interval="3h", in_flight=3, gap="450ms"))
    web = Web(service)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        scrapes = [pool.submit(web.scrape, host, module=name) for name in ("fast", "slow", "fast", "slow")]
        polls = [pool.submit(service.command, "poll", host) for _ in range(2)]
        assert [scrape.result()[0] for scrape in scrapes] == [200] * 4
        assert [(poll.result().returncode, len(poll.result().stdout.splitlines())) for poll in polls] == [(0, 3)] * 2
    assert service.stop() == 0
    found = service.records()
    check_ledger(found)
    assert 2 <= most_at_once(found) <= 3
    check_gap(found, 0.450)


def test_a_guest_has_the_room_of_the_defaults(fake_agent, start_service):
    host = slow_agent(fake_agent)
    started = config(host, ["bare"])
    started["defaults"]["in_flight"] = 2
    service = start_service({**started, "targets": []})
    web = Web(service)

    def scrape_four():
        before = len(service.records())
        with concurrent.futures.ThreadPoolExecutor() as pool:
            asked = [pool.submit(web.scrape, host, module="fast") for _ in range(4)]
            assert [scrape.result()[0] for scrape in asked] == [200] * 4
        return service.wait_for_records(lambda found: len(found) == before + 4 and found[before:], "four")

    assert most_at_once(scrape_four()) == 2
    started["defaults"]["in_flight"] = 1
    service.write_config({**service.config, "defaults": started["defaults"]})
    assert service.command("reload").returncode == 0
    scrape_four()  # the guest learns of it with the first one
    assert most_at_once(scrape_four()) == 1
    assert service.stop() == 0
    check_ledger(service.records())


def test_explain_says_how_many(fake_agent, start_service):
    host = slow_agent(fake_agent, delay=1)
    service = start_service(config(host, ["bare"], in_flight=3))
    assert "3 polls at the same time" in service.command("explain", host).stdout
    assert json.loads(service.command("explain", host, "--json").stdout)["in_flight_max"] == 3


# What stays one at a time


def test_a_silent_host_is_probed_once_at_a_time(fake_agent, start_service):
    host = f"127.2.0.1:{fake_agent({'127.2.0.0/16': 'drop'}).port}"
    modules = ["bare", own("fast", "200ms"), own("slow", "300ms")]
    service = start_service({**config(host, modules, timeout="400ms", in_flight=4),
                             "breaker": {"after": 2, "probe_every": "200ms"}})
    found = run_until(service, lambda found: sum(map(is_probe, found)) >= 5, "five probes")
    check_ledger(found)
    probes = list(filter(is_probe, made(found)))
    assert overlapping(probes) == [] and most_at_once(probes) == 1
    assert any(map(is_left_alone, found))


# Workers that die


def test_two_polls_of_a_host_lost_in_one_death_are_one_death(fake_agent, start_service):
    """The second death makes the host a suspect and is no proof yet; counted by polls it would be the fourth."""
    host = f"127.2.0.1:{fake_agent({'127.2.0.1': 'drop'}).port}"
    long = {"timeout": "20s", "deadline": "20s", "in_flight": 2}
    service = start_service({**config(host, [own("fast", "1s"), own("slow", "1100ms")], **long),
                             "workers": {"count": 1}})

    def crash(number):
        service.wait_for_status(lambda status: status["ledger"]["in_flight"] == number, f"{number} polls under way")
        victim = wait_until(service.workers, "a worker")[0]
        os.kill(victim, signal.SIGSEGV)

    for deaths in (1, 2):
        crash(2)
        service.wait_for_records(
            lambda found, n=deaths: sum(r["status"] == "worker_lost" for r in found) == 2 * n, f"death {deaths}"
        )
        assert "event=host_quarantined" not in service.log()
    service.wait_for_status(lambda status: len(status["workers"]) == 2, "the worker for what is polled alone")
    alone = wait_until(lambda: [w["pid"] for w in service.status()["workers"] if w["host"] == host], "the poll alone")
    os.kill(alone[0], signal.SIGSEGV)
    service.wait_for_log("event=host_quarantined")
    assert "deaths=3" in service.log()
    service.wait_for_records(lambda found: any(r["error"] == "quarantine" for r in found), "the quarantine's record")
    assert service.stop() == 0
    check_ledger(service.records())


# Reload


def test_a_reload_changes_it_in_both_directions(fake_agent, start_service):
    host = slow_agent(fake_agent)
    service = start_service(config(host, MODULES))

    def reload(most, **others):
        """What is begun after it: three of each question, and as many at once as there may be."""
        service.write_config({**service.config, **config(host, MODULES, **others)})
        assert service.command("reload").returncode == 0
        reloaded = now()

        def begun(found):
            return [record for record in made(found) if time_of(record["started"]) > reloaded]

        def enough(found):
            return have(3, *QUESTIONS)(begun(found)) and most_at_once(begun(found)) >= most

        service.wait_for_records(enough, f"three of each, {most} at once")
        assert most_at_once(begun(service.records())) == most

    reload(2, in_flight=2)
    reload(3, in_flight=3)
    reload(1)
    assert service.stop() == 0
    found = service.records()
    check_ledger(found)
    check_own_turns(found)
