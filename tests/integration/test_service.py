"""`snmpolld run`: schedule, overrun, reload, stop, log rotation, and the control socket."""

import collections
import json
import os
import random
import signal
import socket
import stat

import pytest
from harness import records
from harness.process import Running, binary, is_alive, wait_until
from harness.service import due_of, run
from harness.timing import assert_no_overlap, check_overruns, check_schedule, made, missed_until_now, now, time_of


def hosts_of(first, last, port, network="127.1.0"):
    return {"hosts": f"{network}.{first}-{last}:{port}"}


def ok_counts(found):
    return collections.Counter(record["host"] for record in found if record["status"] == "ok")


def every_host_has(count, hosts):
    return lambda found: len(ok_counts(found)) >= hosts and min(ok_counts(found).values()) >= count


# Schedule


def test_hosts_keep_their_phase_and_are_spread_over_the_interval(fake_agent, start_service):
    service = start_service({"defaults": {"interval": "1s"}, "targets": [hosts_of(1, 40, fake_agent({}).port)]})
    service.wait_for_records(every_host_has(3, 40), "three rounds")
    missed = missed_until_now(service)
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    check_schedule(found, 1, missed)
    phases = sorted({record["host"]: time_of(record["scheduled"]) % 1 for record in found}.values())
    assert len(set(round(phase, 3) for phase in phases)) > 30
    assert max(b - a for a, b in zip(phases, phases[1:] + [phases[0] + 1])) < 0.35


def test_polls_start_when_they_are_scheduled(fake_agent, start_service):
    service = start_service({"defaults": {"interval": "500ms"}, "targets": [hosts_of(1, 10, fake_agent({}).port)]})

    def started_in_time(found):
        """Most of the last forty; however slow the machine is, there are times when it has little else to do."""
        late = sorted(time_of(r["started"]) - time_of(r["scheduled"]) for r in made(found)[-40:])
        return len(late) == 40 and -0.002 <= late[0] and late[20] < 0.1

    service.wait_for_records(started_in_time, "four rounds that start when they are due")
    assert all(time_of(r["started"]) - time_of(r["scheduled"]) >= -0.002 for r in made(service.records()))


def test_a_phase_is_the_same_after_a_restart(fake_agent, start_service):
    port = fake_agent({}).port
    config = {"defaults": {"interval": "700ms"}, "targets": [hosts_of(1, 5, port)]}
    phases = []
    for _ in range(2):
        service = start_service(config)
        service.wait_for_records(every_host_has(1, 5), "a round")
        assert service.stop() == 0
        phases.append({r["host"]: round(time_of(r["scheduled"]) % 0.7, 2) for r in service.records()})
        os.remove(service.jsonl_path)
    for host, phase in phases[0].items():
        assert min(abs(phase - phases[1][host]), 0.7 - abs(phase - phases[1][host])) < 0.03


def test_a_host_is_never_polled_twice_at_a_time_and_an_overrun_is_recorded(fake_agent, start_service):
    port = fake_agent({"127.2.0.0/16": "delay:700"}).port
    service = start_service(
        {
            "defaults": {"interval": "300ms", "timeout": "10s", "retries": 0, "deadline": "20s"},
            "targets": [hosts_of(1, 3, port, "127.2.0"), hosts_of(1, 3, port)],
        }
    )
    service.wait_for_records(lambda found: len(found) >= 60, "60 records")
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    overruns = [record for record in found if record["status"] == "skipped" and record["error"] == "overrun"]
    assert {record["host"] for record in overruns} >= {f"127.2.0.{i}:{port}" for i in (1, 2, 3)}
    assert all(record["started"] is None and record["varbinds"] == [] for record in overruns)
    check_overruns(found)
    assert_no_overlap(found)


def test_a_stall_is_not_followed_by_a_burst(fake_agent, start_service):
    """The service stands still for several intervals: then each host is polled as usual, not for every missed time."""
    agent = fake_agent({})
    service = start_service(
        {"defaults": {"interval": "200ms"}, "targets": [hosts_of(1, 5, agent.port)], "workers": {"count": 2}}
    )
    service.wait_for_records(every_host_has(2, 5), "two rounds")
    service.process.signal(signal.SIGSTOP)
    stopped_at = now()
    wait_until(lambda: now() - stopped_at > 1.5, "the stall")
    before = len(service.records())
    resumed_at = now()
    service.process.signal(signal.SIGCONT)
    service.wait_for_records(lambda found: len(found) >= before + 15, "three more rounds")
    assert service.stop() == 0
    records.check_ledger(service.records())
    burst = [r for r in service.records() if r["started"] and 0 <= time_of(r["started"]) - resumed_at < 0.15]
    assert len(burst) <= 10, len(burst)


# Reload


def test_a_good_reload_adds_and_removes_hosts_and_the_others_keep_their_phase(fake_agent, start_service):
    port = fake_agent({}).port
    config = {"defaults": {"interval": "400ms"}, "targets": [hosts_of(1, 4, port)]}
    service = start_service(config)
    service.wait_for_records(every_host_has(2, 4), "two rounds")
    service.write_config({**service.config, "targets": [hosts_of(3, 6, port)]})
    service.process.signal(signal.SIGHUP)
    service.wait_for_log("event=reloaded")
    before, reloaded = len(service.records()), now()
    service.wait_for_records(lambda found: every_host_has(2, 4)(found[before:]), "two rounds after it")
    missed = missed_until_now(service)
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    check_schedule(found, 0.4, missed)
    removed = [r for r in found if r["host"] in (f"127.1.0.1:{port}", f"127.1.0.2:{port}")]
    assert removed and all(time_of(r["scheduled"]) < reloaded for r in removed)
    assert len({record["run"] for record in found}) == 1


@pytest.mark.parametrize("broken", ['{"targets": [', '{"targets": ["10.0.0.0/99"]}', '{"tragets": ["127.0.0.1"]}'])
def test_a_bad_reload_is_logged_and_the_old_config_goes_on(fake_agent, start_service, broken):
    service = start_service({"defaults": {"interval": "200ms"}, "targets": [hosts_of(1, 3, fake_agent({}).port)]})
    service.wait_for_records(every_host_has(1, 3), "a round")
    with open(service.config_path, "w", encoding="ascii") as file:
        file.write(broken)
    service.process.signal(signal.SIGHUP)
    service.wait_for_log("event=reload_failed")
    assert service.config_path + ":" in service.log()
    before = len(service.records())
    service.wait_for_records(lambda found: len(found) >= before + 6, "more records")
    result = service.command("reload")
    assert result.returncode == 1 and service.config_path in result.stderr
    assert service.stop() == 0
    records.check_ledger(service.records())


def test_a_changed_number_of_workers_and_other_outputs_take_effect(folder, fake_agent, start_service):
    service = start_service(
        {"defaults": {"interval": "200ms"}, "targets": [hosts_of(1, 8, fake_agent({}).port)], "workers": {"count": 6}}
    )
    service.wait_for_status(lambda status: len(status["workers"]) == 6, "six workers")
    second = os.path.join(folder, "second.jsonl")
    service.write_config({**service.config, "workers": {"count": 2}, "outputs": [{"type": "jsonl", "path": second}]})
    assert service.command("reload").returncode == 0
    wait_until(lambda: len(service.workers()) == 2, "two workers")
    wait_until(lambda: len(records.read(second)) > 8, "records in the other file")
    assert service.stop() == 0
    records.check_ledger(records.read(service.jsonl_path, second))


# Stop


def with_slow_hosts(fake_agent, start_service):
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    service = start_service(
        {
            "defaults": {"interval": "1s", "timeout": "30s", "retries": 0, "deadline": "60s"},
            "targets": [hosts_of(1, 6, port), hosts_of(1, 6, port, "127.2.0")],
            "workers": {"count": 12},
        }
    )
    service.wait_for_status(lambda status: status["ledger"]["in_flight"] >= 6, "polls in flight")
    return service


def test_sigterm_drains_and_every_due_poll_has_its_record(fake_agent, start_service):
    service = with_slow_hosts(fake_agent, start_service)
    before = service.status()
    held = {worker["host"] for worker in before["workers"] if worker["host"]}
    assert service.stop(deadline=5.5) == 0
    found = service.records()
    records.check_ledger(found)
    assert len(found) >= due_of(before)
    ended = [record for record in found if record["host"] in held and record["host"].startswith("127.2.")]
    assert {record["host"] for record in ended} >= {host for host in held if host.startswith("127.2.")}
    assert f"polls={len(found)}" in service.log()
    assert not os.path.exists(service.socket_path)


def test_the_second_sigterm_ends_it_at_once(fake_agent, start_service):
    service = with_slow_hosts(fake_agent, start_service)
    service.process.signal(signal.SIGTERM)
    service.wait_for_log("event=stopping")
    service.process.signal(signal.SIGTERM)
    assert service.process.wait(1.5) == 0
    records.check_ledger(service.records())


def test_no_worker_outlives_a_stop_or_a_killed_supervisor(fake_agent, start_service):
    for number in (signal.SIGTERM, signal.SIGKILL):
        service = with_slow_hosts(fake_agent, start_service)
        workers = service.workers()
        assert len(workers) == 12
        os.kill(workers[0], signal.SIGSTOP)  # sees no end of its channel
        service.process.signal(number)
        service.process.wait()
        wait_until(lambda alive=workers: not any(map(is_alive, alive)), "the end of all workers")
        records.check_ledger(service.records())
        os.remove(service.jsonl_path)


def test_a_service_starts_over_the_socket_that_a_killed_one_left(fake_agent, start_service):
    config = {"defaults": {"interval": "1s"}, "targets": [hosts_of(1, 2, fake_agent({}).port)]}
    first = start_service(config)
    first.process.signal(signal.SIGKILL)
    first.process.wait()
    assert os.path.exists(first.socket_path)
    second = start_service(config)
    assert second.status()["workers"]
    third = Running([binary("snmpolld"), "run", "-f", second.config_path], second.folder)
    assert third.wait() != 0 and second.socket_path in third.stderr


def test_sigusr1_opens_the_files_again_and_no_record_is_lost(fake_agent, start_service):
    service = start_service({"defaults": {"interval": "100ms"}, "targets": [hosts_of(1, 10, fake_agent({}).port)]})
    service.wait_for_records(lambda found: len(found) > 20, "records")
    old = service.jsonl_path + ".1"
    os.rename(service.jsonl_path, old)
    service.process.signal(signal.SIGUSR1)
    service.wait_for_records(lambda found: len(found) > 20, "records in the new file")
    assert service.stop() == 0
    records.check_ledger(records.read(old, service.jsonl_path))


# Control socket


def quiet_service(fake_agent, start_service):
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    return start_service(
        {
            "defaults": {"interval": "500ms", "timeout": "10s", "retries": 0},
            "targets": [hosts_of(1, 3, port), {**hosts_of(1, 2, port, "127.2.0"), "timeout": "200ms"}],
            "workers": {"count": 4},
        }
    )


def test_status_tells_what_is(fake_agent, start_service):
    service = quiet_service(fake_agent, start_service)
    service.wait_for_records(lambda found: {"ok", "timeout"} <= set(records.statuses(found)), "both outcomes")
    status = service.status()
    assert due_of(status) > 0 and status["uptime_s"] > 0 and len(status["workers"]) == 4
    assert {worker["pid"] for worker in status["workers"]} == set(service.workers())
    for worker in status["workers"]:
        assert {"name", "pid", "state", "host", "polls", "restarts", "last_exit"} <= set(worker)
    service.wait_for_status(lambda s: s["hosts"]["ok"] == 3 and s["hosts"]["timeout"] == 2, "hosts by outcome")
    (output,) = service.status()["outputs"]
    assert output["written"] > 0 and output["dropped"] == 0 and service.jsonl_path in output["name"]
    text = run(service.folder, "status", "-f", service.config_path)
    assert text.returncode == 0 and str(status["workers"][0]["pid"]) in text.stdout


def test_poll_polls_now_and_prints_the_record(fake_agent, start_service):
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    silent = {**hosts_of(1, 1, port, "127.2.0"), "timeout": "200ms"}
    config = {"defaults": {"interval": "1h", "timeout": "10s", "retries": 0}}
    service = start_service({**config, "targets": [hosts_of(1, 2, port), silent]})
    result = service.command("poll", f"127.1.0.2:{port}")
    assert result.returncode == 0, result.stderr
    record = json.loads(result.stdout)
    records.check_form(record)
    assert record["status"] == "ok" and record["host"] == f"127.1.0.2:{port}"
    failed = service.command("poll", f"127.2.0.1:{port}")
    assert failed.returncode == 1 and json.loads(failed.stdout)["status"] == "timeout"
    unknown = service.command("poll", "nobody")
    assert unknown.returncode == 1 and "nobody" in unknown.stderr and unknown.stdout == ""
    assert service.stop() == 0
    records.check_ledger(service.records())


def test_without_a_service_the_socket_is_named(folder):
    result = run(folder, "status", "--control", "/nowhere/control.sock")
    assert result.returncode in (1, 3) and "/nowhere/control.sock" in result.stderr


def test_only_owner_and_group_may_use_the_socket(fake_agent, start_service):
    service = quiet_service(fake_agent, start_service)
    mode = os.stat(service.socket_path).st_mode
    assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o660


GARBAGE = [
    b"\x00\xff" * 1000,
    b"{\n",
    b"[]\n",
    b'{"command":7}\n',
    b'{"command":"format_disk"}\n',
    b'{"command":"poll"}\n',
    b'{"command":"poll","host":"\xff\xfe"}\n',
    b"{" * 100000 + b"\n",
    b"[" * 60000 + b"\n",
    b"x" * 300000,
    b"\n" * 5000,
]


def talk(path, data, read=True):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(60)
        client.connect(path)
        try:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            return client.recv(65536) if read else b""
        except (BrokenPipeError, ConnectionResetError):
            return b""


@pytest.mark.parametrize("data", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_on_the_socket_changes_nothing(fake_agent, start_service, data):
    service = quiet_service(fake_agent, start_service)
    answer = talk(service.socket_path, data)
    assert answer == b"" or b'"error"' in answer
    assert due_of(service.status()) >= 0


def test_random_bytes_and_idle_clients_do_not_hold_the_service(fake_agent, start_service):
    service = quiet_service(fake_agent, start_service)
    noise = random.Random(1)
    for _ in range(100):
        talk(service.socket_path, noise.randbytes(noise.randrange(200)), read=False)
    idle = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    try:
        for client in idle:
            client.connect(service.socket_path)
        before = len(service.records())
        service.wait_for_records(lambda found: len(found) >= before + 10, "records in spite of idle clients")
        assert service.status()["workers"]
    finally:
        for client in idle:
            client.close()
    assert service.stop() == 0
    records.check_ledger(service.records())
