"""A worker that a device has taken over, in the place of a real one: it floods the log and its supervisor, lies, and attacks
its supervisor. It is killed and named, its tasks' polls are `worker_lost`, and everything else goes on. What it tries from
inside its sandbox otherwise is in tests/takeover."""

import os
import re
import shutil
import signal
import socket
import tempfile

import pytest
from harness import records
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD
from harness.fleet import USERS
from harness.process import bin_dir, is_alive, is_sanitized, wait_until

pytestmark = pytest.mark.skipif(is_sanitized(), reason="sanitizers need what the sandbox takes away")

WALKER = {"version": 3, "username": "walker", "security_level": "authPriv", "auth_protocol": "SHA256",
          "password": AUTH_PASSWORD, "priv_protocol": "AES", "priv_password": PRIV_PASSWORD}


@pytest.fixture
def place(folder, monkeypatch):
    """Puts the programs into a folder: with real workers, or with such as make an attack; `first_only`: only the first
    process makes it."""

    def put(attack=None, first_only=False):
        to = tempfile.mkdtemp(dir=folder)
        for name in ("snmpolld", "snmpolld-worker", "taken_over"):
            shutil.copy(os.path.join(bin_dir(), name), to)
        worker, taken = os.path.join(to, "snmpolld-worker"), os.path.join(to, "taken_over")
        if first_only:
            os.rename(worker, f"{worker}-real")
            with open(worker, "w", encoding="ascii") as file:
                file.write(f'#!/bin/sh\nmkdir "{to}/first" 2>/dev/null && exec "{taken}"\nexec "{worker}-real"\n')
            os.chmod(worker, 0o755)
        elif attack:
            os.rename(taken, worker)
        with open(os.path.join(to, "attack"), "w", encoding="ascii") as file:
            file.write(f"{attack}\n")
        monkeypatch.setenv("SNMPOLLD_BIN_DIR", to)

    return put


@pytest.fixture
def taken_over(fleet, start_service, place):
    """Starts a service whose workers make one attack each, at their first task; with None, real ones."""

    def start(attack, hosts=3, workers=1, auth=None):
        port = fleet("--user", USERS["walker"]).port
        place(attack)
        config = {
            "auths": {"walker": WALKER},
            "defaults": {"interval": "500ms", "timeout": "300ms", "retries": 0},
            "targets": [{"hosts": f"127.1.0.1-{hosts}:{port}"}],
            "workers": {"count": workers},
        }
        if auth:
            config["defaults"]["auth"] = auth
        return start_service(config)

    return start


def lost(found):
    return [record for record in found if record["status"] == "worker_lost"]


def check_the_rest(service):
    """The supervisor lives and has lost nothing."""
    assert service.command("status").returncode == 0
    assert service.stop() == 0
    records.check_ledger(service.records())


@pytest.mark.parametrize(
    "attack, fault",
    [
        ("flood_log", "too many lines for the log"),
        ("flood_silent", "more of them than it was asked for"),
        ("flood_dropped", "more of them than it was asked for"),
        ("lie_task", "a record of a task that it does not have"),
        ("lie_time", "a poll at a time at which it cannot have been made"),
        ("lie_learned", "something that was learned in the future"),
        ("lie_engine", "an engine of which it has no keys"),
        ("keys_of_no_task", "keys for a task that it does not have"),
        ("keys_of_1000_engines", "keys of more engines than a poll can meet"),
    ],
)
def test_a_worker_that_floods_or_lies_is_killed_and_named(taken_over, attack, fault):
    service = taken_over(attack, auth="walker" if "engine" in attack else None)
    found = service.wait_for_records(lambda found: lost(found), "a lost poll's record")
    assert fault in lost(found)[0]["error"], lost(found)[0]
    service.wait_for_log("event=worker_died")
    log = service.log()
    assert re.search(rf'event=worker_died worker=0 pid=\d+ how="[^"]*{re.escape(fault)}"', log), log
    assert re.search(rf'event=worker_killed pid=\d+ fault="[^"]*{re.escape(fault)}"', log), log
    check_the_rest(service)
    deaths = len(re.findall("event=worker_killed", service.log()))
    assert service.log().count("all is well") <= 100 * deaths


@pytest.fixture
def silent_port():
    """Of 127.1.0.7."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.1.0.7", 0))
        yield silent.getsockname()[1]


def test_a_worker_gets_no_keys_of_another_hosts_engine(folder, fleet, start_service, place, silent_port):
    """All engines are known from a run before. Then the first worker asks for the keys of the host beside its own, while
    all other workers are real. A silent host keeps the other worker busy, so that both get tasks."""
    config = {
        "auths": {"walker": WALKER},
        "defaults": {"interval": "500ms", "timeout": "300ms", "retries": 0, "deadline": "3s", "auth": "walker"},
        "targets": [
            {"hosts": f"127.1.0.2-7:{fleet('--user', USERS['walker']).port}"},
            {"hosts": f"127.1.0.7:{silent_port}"},
        ],
        "state": {"file": os.path.join(folder, "learned")},
        "workers": {"count": 2, "sessions": 1},
    }

    def all_answer(found):
        return len({record["host"] for record in found if record["status"] == "ok"}) == 6

    place()
    service = start_service(config)
    service.wait_for_records(all_answer, "an answer of each host")
    assert service.stop() == 0
    os.remove(service.jsonl_path)
    place("keys_of_another_host", first_only=True)
    service = start_service(config)
    service.wait_for_log("event=worker_says")
    assert "the keys were refused" in service.log() and "the keys were given" not in service.log()
    refused = re.search(r"event=keys_refused host=127\.1\.0\.(\d+):\d+ worker=(\d) engine_id=(\w+) ", service.log())
    assert refused[3] == f"8001869f017f0100{int(refused[1]) ^ 1:02x}", refused[0]
    found = service.wait_for_records(lost, "a lost poll's record", deadline=60)
    assert lost(found)[0]["worker"] == int(refused[2])
    service.wait_for_records(lambda now: all_answer(now[len(found) :]), "answers of all hosts")
    check_the_rest(service)


def test_a_worker_cannot_write_to_the_supervisors_standard_error(taken_over):
    service = taken_over("flood_stderr")
    service.wait_for_records(lambda found: lost(found), "a lost poll's record")
    assert "from=standard_error" not in service.log()
    check_the_rest(service)


@pytest.mark.parametrize("attack", ["kill", "signal by the channel", "bind the channel", "ptrace", "clone",
                                    "hand a descriptor up with sendmmsg"])
def test_a_worker_that_attacks_its_supervisor_is_killed(taken_over, attack):
    service = taken_over(attack)
    found = service.wait_for_records(lambda found: lost(found), "a lost poll's record")
    assert "signal 31" in lost(found)[0]["error"], lost(found)[0]
    assert not os.path.exists("/tmp/bound")
    check_the_rest(service)


def read(pid, name):
    with open(f"/proc/{pid}/{name}", encoding="ascii") as file:
        return file.read()


def ids_of(pid, key):
    (line,) = re.findall(rf"^{key}:\s(.*)$", read(pid, "status"), re.M)
    return {int(number) for number in line.split()}


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, which workers must not be")
def test_workers_of_root_are_not_root_and_have_a_user_of_their_own(taken_over):
    service = taken_over(None, workers=2)
    service.wait_for_records(lambda found: any(r["status"] == "ok" for r in found), "an answer")
    for pid in service.workers():
        assert ids_of(pid, "Uid") == ids_of(pid, "Gid") == {0x70000000 + pid}
        assert ids_of(pid, "Groups") == set()
    check_the_rest(service)


def test_when_memory_runs_out_the_kernel_takes_a_worker_first_which_costs_its_tasks_only(taken_over):
    service = taken_over(None, workers=2)
    service.wait_for_records(lambda found: any(r["status"] == "ok" for r in found), "an answer")

    def badness(pid):
        return int(read(pid, "oom_score"))

    workers = service.workers()
    assert all(read(pid, "oom_score_adj").strip() == "1000" for pid in workers)
    assert min(map(badness, workers)) > badness(service.process.pid)
    victim = max(workers, key=badness)
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: not is_alive(victim), "the victim's end")
    before = len(service.records())
    service.wait_for_records(lambda found: any(r["status"] == "ok" for r in found[before + 3 :]), "answers again")
    check_the_rest(service)
