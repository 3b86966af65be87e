"""Outputs: several at once, whole lines only; one that is full or stuck stops neither the others nor the polling."""

import csv
import json
import os
import subprocess

import pytest
from harness import fleet as expected
from harness import records
from harness.process import Running, binary, read_text, wait_until


def service_config(port, outputs, hosts=20, interval="100ms"):
    return {
        "defaults": {"interval": interval, "timeout": "5s"},
        "modules": {"wide": {"get": [f"1.3.6.1.2.1.31.1.1.1.{c}.{i}" for c in (1, 6, 10, 18) for i in range(1, 11)]}},
        "targets": [{"hosts": f"127.1.0.1-{hosts}:{port}", "modules": ["wide"]}],
        "outputs": outputs,
        "workers": {"count": 4},
    }


def jsonl(folder, name):
    return {"type": "jsonl", "path": os.path.join(folder, name)}


def output_of(status, path):
    return next(output for output in status["outputs"] if path in output["name"])


@pytest.fixture
def small_disk(folder):
    path = os.path.join(folder, "disk")
    os.mkdir(path)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", path], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small tmpfs is not permitted here")
    yield path
    subprocess.run(["umount", path], check=True)


def test_a_full_disk_is_said_and_holds_nobody(folder, fleet, start_service, small_disk):
    service = start_service(
        service_config(fleet().port, [jsonl(small_disk, "full.jsonl"), jsonl(folder, "good.jsonl")])
    )
    good, full = os.path.join(folder, "good.jsonl"), os.path.join(small_disk, "full.jsonl")
    service.wait_for_status(lambda status: output_of(status, full)["trouble"], "trouble of the full output")
    assert "space" in output_of(service.status(), full)["trouble"]
    before = len(records.read(good))
    wait_until(lambda: len(records.read(good)) > before + 60, "records in the good output")
    assert output_of(service.status(), good)["trouble"] is None
    assert "No space" in service.log() or "no space" in service.log()
    assert service.stop() == 4
    missing = len(records.read(good)) - len(records.read(full))
    assert f"{full}: {missing} records could not be written: No space left on device" in service.log(), service.log()
    records.check_ledger(records.read(good))
    assert all(isinstance(record["seq"], int) for record in records.parse(read_text(full)))


def test_a_disk_with_room_again_gets_what_waited(folder, fleet, start_service, small_disk):
    filler = os.path.join(small_disk, "filler")
    with open(filler, "wb") as file:
        file.write(b"x" * 200_000)
    service = start_service(service_config(fleet().port, [jsonl(small_disk, "full.jsonl")], hosts=5, interval="300ms"))
    path = os.path.join(small_disk, "full.jsonl")
    service.wait_for_status(lambda status: output_of(status, path)["trouble"], "trouble")
    stuck = len(records.read(path))
    os.remove(filler)
    wait_until(lambda: len(records.read(path)) > stuck, "records after there is room")
    service.wait_for_status(lambda status: not output_of(status, path)["trouble"], "the end of the trouble")
    assert output_of(service.status(), path)["dropped"] == 0
    assert service.stop() == 0
    records.check_ledger(records.parse(read_text(path)))


def test_a_reload_while_the_disk_is_full_cuts_and_loses_no_record(folder, fleet, start_service, small_disk):
    filler = os.path.join(small_disk, "filler")
    with open(filler, "wb") as file:
        file.write(b"x" * 200_000)
    config = service_config(fleet().port, [jsonl(small_disk, "full.jsonl")], hosts=5, interval="300ms")
    service = start_service(config)
    path = os.path.join(small_disk, "full.jsonl")
    service.wait_for_status(lambda status: output_of(status, path)["trouble"], "trouble")
    before = output_of(service.status(), path)
    service.write_config({**service.config, "outputs": [jsonl(folder, "more.jsonl"), *service.config["outputs"]]})
    assert service.command("reload").returncode == 0, service.log()
    after = output_of(service.status(), path)
    assert after["trouble"] and after["written"] >= before["written"] and after["queued_bytes"] > 0
    os.remove(filler)
    service.wait_for_status(lambda status: not output_of(status, path)["trouble"], "the end of the trouble")
    assert output_of(service.status(), path)["dropped"] == 0
    assert service.stop() == 0
    found = records.parse(read_text(path))
    records.check_ledger(found)
    later = {(record["host"], record["seq"]) for record in records.read(os.path.join(folder, "more.jsonl"))}
    assert later < {(record["host"], record["seq"]) for record in found}


def test_a_reader_that_does_not_read_stops_neither_the_others_nor_the_polling(folder, fleet, start_service):
    fifo = os.path.join(folder, "stuck.fifo")
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        service = start_service(
            service_config(fleet().port, [jsonl(folder, "stuck.fifo"), jsonl(folder, "good.jsonl")])
        )
        good = os.path.join(folder, "good.jsonl")
        service.wait_for_status(lambda status: output_of(status, fifo)["queued_bytes"] > 200_000, "a growing queue")
        before = len(records.read(good))
        wait_until(lambda: len(records.read(good)) > before + 60, "records in the good output")
        service.wait_for_status(lambda status: output_of(status, good)["queued_bytes"] < 100_000, "a short queue")
        assert service.stop(deadline=7) == 4
        records.check_ledger(records.read(good))
    finally:
        os.close(reader)


def test_what_finds_no_room_is_dropped_and_counted(folder, fleet, start_service):
    """A stuck reader and records so large that its queue is full soon."""
    fifo = os.path.join(folder, "stuck.fifo")
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        config = service_config(fleet().port, [jsonl(folder, "stuck.fifo"), jsonl(folder, "good.jsonl")], hosts=200)
        config["modules"]["wide"]["get"] = [
            f"1.3.6.1.2.1.2.2.1.{column}.{row}" for column in (2, 5, 10, 16) for row in range(1, 49)
        ]
        service = start_service(config)
        service.wait_for_status(lambda status: output_of(status, fifo)["dropped"] > 0, "dropped records", 240)
        stuck, good = (output_of(service.status(), name) for name in (fifo, "good.jsonl"))
        assert good["dropped"] == 0 and stuck["queued_bytes"] <= 17 << 20
        assert "level=warning" in service.log() or "drop" in service.log(), service.log()
        assert service.stop(deadline=7) == 4
        records.check_ledger(records.read(os.path.join(folder, "good.jsonl")))
    finally:
        os.close(reader)


def test_several_outputs_say_the_same(folder, fleet, start_service):
    outputs = [
        jsonl(folder, "a.jsonl"),
        {**jsonl(folder, "b.jsonl"), "sync": "always"},
        {"type": "csv", "path": os.path.join(folder, "c.csv")},
        {"type": "text", "path": os.path.join(folder, "d.txt")},
        {"type": "jsonl", "path": "-"},
    ]
    service = start_service(service_config(fleet().port, outputs, hosts=5))
    wait_until(lambda: len(records.read(os.path.join(folder, "a.jsonl"))) > 20, "records")
    assert service.stop() == 0
    first = records.read(os.path.join(folder, "a.jsonl"))
    records.check_ledger(first)
    assert records.read(os.path.join(folder, "b.jsonl")) == first == records.parse(service.process.stdout)
    with open(os.path.join(folder, "c.csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    answered = {(r["host"], str(r["seq"])) for r in first if r["varbinds"]}
    assert {(row["host"], row["seq"]) for row in rows if row["oid"]} == answered
    assert sum(len(record["varbinds"]) for record in first) == sum(1 for row in rows if row["oid"])
    assert len(read_text(os.path.join(folder, "d.txt")).splitlines()) >= len(first)


def test_a_restart_appends_and_repeats_no_header(folder, fleet, start_service):
    port = fleet().port
    path = os.path.join(folder, "c.csv")
    for _ in range(2):
        service = start_service(service_config(port, [{"type": "csv", "path": path}], hosts=2))
        before = len(read_text(path).splitlines())
        wait_until(lambda n=before: len(read_text(path).splitlines()) > n + 5, "rows")
        assert service.stop() == 0
    lines = read_text(path).splitlines()
    assert sum(line.startswith("run,") for line in lines) == 1 == sum(line == lines[0] for line in lines)
    with open(path, encoding="utf-8", newline="") as file:
        assert len({row["run"] for row in csv.DictReader(file)}) == 2


def test_an_output_that_cannot_be_opened_ends_the_start(folder):
    path = os.path.join(folder, "c.yaml")
    with open(path, "w", encoding="ascii") as file:
        file.write('{"targets": ["127.0.0.1"], "outputs": [{"type": "jsonl", "path": "/nowhere/records.jsonl"}]}')
    process = Running([binary("snmpolld"), "run", "-f", path], folder)
    assert process.wait() in (2, 3) and "/nowhere/records.jsonl" in process.stderr


def test_a_reader_of_stdout_that_leaves_does_not_end_the_other_output(folder, fleet, ended):
    path = os.path.join(folder, "good.jsonl")
    config = service_config(fleet().port, [{"type": "jsonl", "path": "-"}, jsonl(folder, "good.jsonl")], hosts=5)
    read_end, write_end = os.pipe()
    config_path = os.path.join(folder, "pipe.yaml")
    with open(config_path, "w", encoding="ascii") as file:
        json.dump({**config, "control": {"socket": os.path.join(folder, "p.sock")}}, file)
    ended.append(Running([binary("snmpolld"), "run", "-f", config_path], folder, stdout=write_end))
    os.close(write_end)
    wait_until(lambda: len(records.read(path)) > 5, "records")
    os.close(read_end)
    before = len(records.read(path))
    wait_until(lambda: len(records.read(path)) > before + 30, "records after the reader left")
    ended[-1].signal(15)
    assert ended[-1].wait() == 0
    records.check_ledger(records.read(path))


def test_a_sweep_waits_for_who_reads_slowly_and_loses_nothing(folder, fleet, ended):
    """Hundreds of tables are ready at a time: many times of what an output queues."""
    devices = fleet()
    argv = [binary("snmpolld"), "sweep", f"127.1.0.1-250:{devices.port}", "--walk", "ifTable", "--walk", "ifXTable",
            "-t", "10", "-r", "10", "--format", "jsonl"]
    read_end, write_end = os.pipe()
    ended.append(Running(argv, folder, stdout=write_end))
    os.close(write_end)
    counts = [0] * 20

    def stands_still():
        counts.append(devices.statistics_now()["requests"])
        return counts[-1] == counts[-20] > 0

    wait_until(stands_still, "devices that nobody asks")
    with open(read_end, "rb") as reader:
        found = records.joined(json.loads(line) for line in reader)
    assert records.statuses(found) == {"ok": 250}
    assert {len(record["varbinds"]) for record in found} == {48 * (expected.IF_COLUMNS + expected.IF_X_COLUMNS)}
    assert ended[-1].wait() == 0
