"""Workers are killed, stopped and crashed while they poll: nothing is lost or doubled, other hosts never notice."""

import collections
import os
import random
import signal

import pytest
from harness import records
from harness.process import is_alive, wait_until
from harness.service import due_of


def config_of(port, hosts=30, workers=4, **more):
    return {
        "defaults": {"interval": "200ms", "timeout": "5s", "retries": 0},
        "targets": [{"hosts": f"127.1.0.1-{hosts}:{port}"}],
        "workers": {"count": workers, **more},
    }


@pytest.fixture(params=[1, 400], ids=["one-host-a-worker", "many"])
def sessions(request):
    return request.param


def wait_for_more(service, count):
    before = len(service.records())
    service.wait_for_records(lambda found: len(found) >= before + count, f"{count} more records")


def test_two_hundred_random_kills_lose_and_duplicate_nothing(fleet, start_service, sessions):
    """Of workers with many hosts, all are suspects after some crashes: they get the time to be cleared."""
    service = start_service(config_of(fleet("--delay", "3").port, sessions=sessions))
    wait_for_more(service, 30)
    chance = random.Random(2024)
    for _ in range(200):
        answered = service.status()["ledger"]["ok"]
        victim = chance.choice(wait_until(service.workers, "a worker"))
        kill(victim, chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT]))
        wait_until(lambda pid=victim: not is_alive(pid), "the victim's end")
        if sessions > 1:
            service.wait_for_status(lambda status, n=answered: status["ledger"]["ok"] > n, "an answer")
    service.wait_for_status(
        lambda status: all(worker["state"] in ("ready", "polling") for worker in status["workers"]), "all workers"
    )
    wait_for_more(service, 60)
    status = service.status()
    assert sum(worker["restarts"] for worker in status["workers"]) == 200
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert len(found) >= due_of(status) and f"polls={len(found)}" in service.log()
    assert set(records.statuses(found)) <= {"ok", "worker_lost", "skipped"}, records.statuses(found)
    assert len({record["host"] for record in found}) == 30


def kill(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def check_lost(found, host, deaths, sessions):
    """Each death costs the host one record. A worker that holds many hosts takes with it what it polls beside this one: at
    most one record a death of each."""
    lost = collections.Counter(record["host"] for record in found if record["status"] == "worker_lost")
    assert lost.pop(host) == deaths
    assert max(lost.values(), default=0) <= (deaths if sessions > 1 else 0), lost


def without_neighbours(found, host):
    """Without what was lost beside the host, which `check_lost` has counted."""
    return [record for record in found if record["host"] == host or record["status"] != "worker_lost"]


def assert_never_noticed(found, culprit):
    """The other hosts are answered; on a machine with much else to do, a poll may be an overrun."""
    others = [record for record in found if record["host"] != culprit]
    assert all(r["status"] == "ok" or r["error"] in ("overrun", "shutdown") for r in others), records.statuses(others)
    assert sum(record["status"] == "ok" for record in others) >= 20


def holder(service, host):
    """Pid of the worker that has this host in hand, or None."""
    return next((worker["pid"] for worker in service.status()["workers"] if worker["host"] == host), None)


def polling(service, host):
    return wait_until(lambda: holder(service, host), f"a worker that polls {host}")


def stop_polling(service, host):
    """Stops the worker that has this host in hand, and has it still when it stands; its pid."""

    def stop():
        victim = polling(service, host)
        os.kill(victim, signal.SIGSTOP)
        if holder(service, host) == victim:
            return victim
        os.kill(victim, signal.SIGCONT)
        return None

    return wait_until(stop, f"a worker that stands while it polls {host}")


def lost_of(found, host):
    return [record for record in found if record["status"] == "worker_lost" and record["host"] == host]


def slow_host(fake_agent, start_service, sessions, deadline="20s"):
    """One host that is always in some worker's hand, and ten that answer."""
    port = fake_agent({"127.2.0.1": "drop"}).port
    service = start_service(
        {
            "defaults": {"interval": "300ms", "timeout": "5s", "retries": 0},
            "targets": [
                {"hosts": f"127.1.0.1-10:{port}"},
                {"host": f"127.2.0.1:{port}", "interval": "1s", "timeout": deadline, "deadline": deadline},
            ],
            "workers": {"count": 4, "sessions": sessions},
        }
    )
    return service, f"127.2.0.1:{port}"


@pytest.mark.parametrize("number, words", [(signal.SIGKILL, "9"), (signal.SIGSEGV, "11"), (signal.SIGABRT, "6")])
def test_a_dead_worker_costs_its_host_one_record_and_the_others_nothing(fake_agent, start_service, sessions, number, words):
    service, host = slow_host(fake_agent, start_service, sessions)
    victim = polling(service, host)
    os.kill(victim, number)
    (lost,) = service.wait_for_records(lambda found: lost_of(found, host), "the lost poll's record")
    assert words in lost["error"] or signal.Signals(number).name in lost["error"], lost
    wait_until(lambda: not is_alive(victim), "the victim's end")
    service.wait_for_status(
        lambda s: any(w["last_exit"] and w["restarts"] == 1 for w in s["workers"]), "the death in status"
    )
    wait_for_more(service, 20)
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    check_lost(found, host, 1, sessions)
    assert_never_noticed(without_neighbours(found, host), host)


def test_a_replacement_answers(fleet, start_service, sessions):
    service = start_service(config_of(fleet().port, hosts=4, workers=1, sessions=sessions))
    for _ in range(3):
        wait_for_more(service, 4)
        (victim,) = service.workers()
        os.kill(victim, signal.SIGKILL)
        before = sum(record["status"] == "ok" for record in service.records())
        service.wait_for_records(
            lambda found, n=before: sum(r["status"] == "ok" for r in found) > n + 4, "answers again"
        )
        assert victim not in service.workers()
    assert service.stop() == 0
    records.check_ledger(service.records())


def test_a_stopped_worker_is_killed_by_the_watchdog(fake_agent, start_service, sessions):
    service, host = slow_host(fake_agent, start_service, sessions, deadline="1s")
    victim = stop_polling(service, host)
    (lost,) = service.wait_for_records(lambda found: lost_of(found, host), "the lost poll's record")
    assert lost["duration_ms"] < 8000, lost
    wait_until(lambda: not is_alive(victim), "the victim's end")
    wait_for_more(service, 20)
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    check_lost(found, host, 1, sessions)


def test_a_stopped_idle_worker_does_not_hold_the_stop(fleet, start_service):
    service = start_service(config_of(fleet().port, workers=3))
    wait_for_more(service, 30)
    os.kill(service.workers()[0], signal.SIGSTOP)
    assert service.stop(deadline=6) == 0
    records.check_ledger(service.records())


def test_the_host_that_crashes_workers_is_found_and_rests(fake_agent, start_service, sessions):
    """Where workers hold many hosts, two deaths make a suspect, which the third worker polls alone. What such a worker
    polls at that moment beside it is lost as well, and not blamed."""
    service, host = slow_host(fake_agent, start_service, sessions)
    enough = 2 if sessions == 1 else 3
    for deaths in range(1, enough + 1):
        os.kill(polling(service, host), signal.SIGSEGV)
        service.wait_for_records(lambda found, n=deaths: len(lost_of(found, host)) == n, f"death {deaths}")
    service.wait_for_log("event=host_quarantined")
    service.wait_for_records(lambda found: any(r["error"] == "quarantine" for r in found), "the quarantine's record")
    wait_for_more(service, 20)
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    check_lost(found, host, enough, sessions)
    assert_never_noticed(without_neighbours(found, host), host)
    assert {r["status"] for r in found if r["host"] == host} == {"worker_lost", "skipped"}


def test_workers_are_replaced_after_their_number_of_polls_and_no_poll_is_lost(fleet, start_service):
    service = start_service(config_of(fleet().port, hosts=10, workers=2, sessions=2, max_polls=7))
    first = set(service.workers())
    service.wait_for_status(lambda status: sum(w["restarts"] for w in status["workers"]) >= 6, "six replacements")
    wait_until(lambda: not first & set(service.workers()), "the end of the first workers")
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert set(records.statuses(found)) <= {"ok", "skipped"}


def test_workers_hold_no_descriptor_but_their_own(fleet, start_service):
    service = start_service(config_of(fleet().port, workers=3))
    wait_for_more(service, 30)
    for pid in service.workers():
        links = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
        assert not any(link.endswith((".jsonl", ".sock", ".yaml")) for link in links), links


def test_workers_have_given_up_their_privileges(fleet, start_service):
    service = start_service(config_of(fleet().port, workers=1))
    wait_for_more(service, 10)
    with open(f"/proc/{service.workers()[0]}/status", encoding="ascii") as file:
        fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    assert int(fields["CapEff"], 16) == 0 and int(fields["CapPrm"], 16) == 0 and fields["NoNewPrivs"] == "1"


def test_many_workers_for_few_hosts_and_few_workers_for_many(fleet, start_service):
    for hosts, workers in ((2, 16), (200, 1)):
        service = start_service(config_of(fleet().port, hosts=hosts, workers=workers))
        service.wait_for_records(
            lambda found, n=hosts: len({r["host"] for r in found if r["status"] == "ok"}) == n, "all hosts"
        )
        assert service.stop() == 0
        records.check_ledger(service.records())
        os.remove(service.jsonl_path)


def test_workers_that_die_at_birth_do_not_end_the_service(fleet, start_service):
    """Killed again and again, also before they are ready: the pool slows down, comes back, and loses nothing."""
    service = start_service(config_of(fleet().port, hosts=4, workers=2))
    wait_for_more(service, 8)
    for _ in range(30):
        for pid in service.workers():
            kill(pid, signal.SIGKILL)
    wait_for_more(service, 20)
    assert service.stop() == 0
    records.check_ledger(service.records())
