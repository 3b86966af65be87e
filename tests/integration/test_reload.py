"""Reloads: hosts that go and come back, reloads that come too fast, files that are no config, half a config, stalls, and what
`status` and /metrics say of it."""

import os
import re
import signal
import socket
import time

import pytest
from harness import records
from harness.process import wait_until
from harness.service import due_of
from harness.timing import now, time_of
from harness.web import Web

FEW = {"defaults": {"interval": "200ms"}, "workers": {"count": 2}}


def hosts_of(first, last, port):
    return {"hosts": f"127.1.0.{first}-{last}:{port}"}


def some(count):
    """More records than there are now."""
    return lambda found: len(found) >= count


def goes_on(service, more=6):
    before = len(service.records())
    service.wait_for_records(some(before + more), "more records")


def reloads(service):
    return service.log().count("event=reloaded")


def replaced(service, config):
    """As the documentation says: a new file that takes the place of the old one."""
    path = service.config_path
    service.config_path += ".new"
    service.write_config(config)
    os.rename(service.config_path, path)
    service.config_path = path


def test_hosts_that_are_removed_and_added_again_go_on_with_their_numbers(fake_agent, start_service):
    port = fake_agent({}).port
    both, one = [hosts_of(1, 2, port)], [hosts_of(1, 1, port)]
    service = start_service({**FEW, "targets": both})
    for _ in range(3):
        goes_on(service)
        replaced(service, {**service.config, "targets": one})
        assert service.command("reload").returncode == 0
        goes_on(service)
        replaced(service, {**service.config, "targets": both})
        assert service.command("reload").returncode == 0
    goes_on(service)
    assert service.stop() == 0
    counts = records.check_ledger(service.records())
    assert set(counts) == {f"127.1.0.1:{port}", f"127.1.0.2:{port}"} and min(counts.values()) >= 8


def test_two_hundred_signals_are_a_few_reloads(fake_agent, start_service):
    service = start_service({**FEW, "targets": [hosts_of(1, 9, fake_agent({}).port)]})
    for _ in range(200):
        service.process.signal(signal.SIGHUP)
    assert service.command("reload").returncode == 0
    assert 1 <= reloads(service) <= 50, service.log()
    goes_on(service)
    assert service.stop() == 0
    records.check_ledger(service.records())


@pytest.mark.parametrize("kind", ["a FIFO or pipe", "a folder", "a socket", "a device"])
def test_what_is_no_file_is_refused_at_once_and_polls_go_on(folder, fake_agent, start_service, kind):
    service = start_service({**FEW, "targets": [hosts_of(1, 3, fake_agent({}).port)]})
    os.remove(service.config_path)
    listener = socket.socket(socket.AF_UNIX)
    if kind == "a folder":
        os.mkdir(service.config_path)
    elif kind == "a socket":
        listener.bind(service.config_path)
    elif kind == "a device":
        os.symlink("/dev/zero", service.config_path)
    else:
        os.mkfifo(service.config_path)
    result = service.command("reload")
    assert result.returncode == 1 and f"is {kind}; only regular files are read" in result.stderr
    service.process.signal(signal.SIGHUP)
    service.wait_for_log("event=reload_failed")
    goes_on(service)
    listener.close()
    assert service.stop() == 0
    records.check_ledger(service.records())


def test_half_a_config_is_refused_unless_it_is_forced(fake_agent, start_service):
    port = fake_agent({}).port
    service = start_service({**FEW, "targets": [f"127.1.0.{i}:{port}" for i in range(1, 41)]})
    half = {**service.config, "targets": service.config["targets"][:19]}
    replaced(service, half)
    result = service.command("reload")
    assert result.returncode == 1 and "would remove 21 of 40 hosts" in result.stderr, result.stderr
    assert "snmpolld reload --force" in result.stderr
    service.process.signal(signal.SIGHUP)
    wait_until(lambda: service.log().count("would remove 21 of 40 hosts") >= 1, "the refusal in the log")
    status = service.status()
    assert status["hosts"]["configured"] == 40 and "would remove" in status["config"]["last_reload_failed"]
    assert service.command("reload", "--force").returncode == 0
    status = service.status()
    assert status["hosts"]["configured"] == 19 and status["config"]["last_reload_failed"] is None
    replaced(service, {**service.config, "targets": service.config["targets"][:1]})
    assert service.command("reload").returncode == 0, "fewer than 20 hosts may all go"
    assert service.stop() == 0
    records.check_ledger(service.records())


def test_metrics_say_which_config_is_in_use_and_how_the_last_reload_ended(fake_agent, start_service):
    service = start_service(
        {**FEW, "targets": [hosts_of(1, 3, fake_agent({}).port)], "http": {"listen": "127.0.0.1:0"}}
    )
    web = Web(service)

    def metrics():
        page = web.page("/metrics")
        found = re.findall(r"^snmpolld_config_(\w+) (\S+)$", page, re.MULTILINE)
        assert len(found) == 3, page
        return {name: float(value) for name, value in found}

    first = metrics()
    assert first["last_reload_successful"] == 1 and abs(first["last_reload_success_timestamp_seconds"] - now()) < 600
    good = {**service.config}
    service.write_config({**good, "tragets": []})
    assert service.command("reload").returncode == 1
    assert metrics() == {**first, "last_reload_successful": 0}
    service.write_config({**good, "defaults": {"interval": "300ms"}})
    assert service.command("reload").returncode == 0
    other = metrics()
    assert other["last_reload_successful"] == 1 and other["hash"] != first["hash"]
    assert other["last_reload_success_timestamp_seconds"] > first["last_reload_success_timestamp_seconds"]
    service.write_config(good)
    assert service.command("reload").returncode == 0
    assert metrics()["hash"] == first["hash"]
    assert service.stop() == 0


def test_missed_times_are_records_and_the_ledger_counts_each(fake_agent, start_service):
    service = start_service({**FEW, "targets": [hosts_of(1, 2, fake_agent({}).port)]})
    goes_on(service)
    for length in (1.1, 4):
        service.process.signal(signal.SIGSTOP)
        stopped = now()
        wait_until(lambda since=stopped, enough=length: now() - since > enough, "the stall")
        service.process.signal(signal.SIGCONT)
        goes_on(service)
    status = service.status()
    due_of(status)
    assert status["missed"] >= 20
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    shared = [record for record in found if "missed" in record]
    assert len(shared) >= 2 and all(record["missed"] > 10 for record in shared)
    for record in shared:
        assert (record["status"], record["error"]) == ("skipped", "overrun")
        assert record["missed_first"] == record["scheduled"]
        span = time_of(record["missed_last"]) - time_of(record["missed_first"])
        assert abs(span - (record["missed"] - 1) * 0.2) < 0.01, record
    times = sum(record.get("missed", 1) for record in found)
    polls = int(re.findall(r"event=stopped polls=(\d+)", service.log())[-1])
    assert times == polls


def test_polls_go_on_while_many_hosts_are_read_and_placed(fake_agent, start_service):
    port = fake_agent({}).port
    quick = {"hosts": f"127.1.0.1-5:{port}", "interval": "200ms"}
    many = {"hosts": f"127.16.0.0/18:{port}", "interval": "1h"}
    service = start_service({**FEW, "targets": [quick]})
    goes_on(service)
    replaced(service, {**service.config, "targets": [quick, many]})
    assert service.command("reload").returncode == 0
    assert service.status()["hosts"]["configured"] > 16000
    began = time.monotonic()
    replaced(service, {**service.config, "targets": [quick]})
    assert service.command("reload", "--force").returncode == 0
    assert service.status()["hosts"]["configured"] == 5, time.monotonic() - began
    goes_on(service)
    assert service.stop() == 0
    records.check_ledger(service.records())
