"""Outputs that break: no record is lost without a number. What is stuck, full or failing at the end is counted, in the
exit status too; deleted files and FIFOs without readers are waited for; nobody else writes to the same file."""

import json
import os
import re
import shutil
import signal
import subprocess

import pytest
from harness import records
from harness.process import Running, binary, is_sanitized, read_text, wait_until

NOT_WRITTEN = 4

# Makes fsync() fail with EIO while a file of the name in $FAIL_SYNC exists.
FAILING_SYNC = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
int fsync(int fd) {
    const char* name = getenv("FAIL_SYNC");
    if (name && access(name, F_OK) == 0) { errno = EIO; return -1; }
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}
"""


def service_config(port, outputs, hosts=5, interval="100ms"):
    return {
        "defaults": {"interval": interval, "timeout": "5s"},
        "targets": [{"hosts": f"127.1.0.1-{hosts}:{port}", "modules": ["system"]}],
        "outputs": outputs,
    }


def jsonl(folder, name, **more):
    return {"type": "jsonl", "path": os.path.join(folder, name), **more}


def output_of(status, path):
    return next(output for output in status["outputs"] if path in output["name"])


def said_missing(text, path):
    """The number that the program says on stderr."""
    found = re.search(rf"snmpolld: jsonl {re.escape(path)}: (\d+) records? could not be written", text)
    assert found, text
    return int(found.group(1))


def identities(found):
    return [(record["host"], record["seq"]) for record in found]


def read_all(fd):
    """What a non-blocking descriptor has to give now."""
    parts = []
    try:
        while chunk := os.read(fd, 65536):
            parts.append(chunk)
    except BlockingIOError:
        pass
    return b"".join(parts)


def whole_lines(octets):
    return [json.loads(line) for line in octets.rpartition(b"\n")[0].split(b"\n") if line]


def open_fifo(folder, name):
    path = os.path.join(folder, name)
    os.mkfifo(path)
    return path, os.open(path, os.O_RDONLY | os.O_NONBLOCK)


def grown(path, by=20):
    before = len(records.read(path))
    wait_until(lambda: len(records.read(path)) >= before + by, f"{by} records more in {path}")


def test_a_service_says_how_many_records_each_output_has_not_written(folder, fleet, start_service):
    """/dev/full, a FIFO that nobody opens and one whose reader does not read, beside an output that works."""
    fifo, reader = open_fifo(folder, "stuck.fifo")
    unread = os.path.join(folder, "unread.fifo")
    os.mkfifo(unread)
    outputs = [{"type": "jsonl", "path": "/dev/full"}, jsonl(folder, "stuck.fifo"), jsonl(folder, "unread.fifo"),
               jsonl(folder, "good.jsonl")]
    service = start_service(service_config(fleet().port, outputs, hosts=20))
    good = os.path.join(folder, "good.jsonl")
    service.wait_for_status(lambda status: output_of(status, fifo)["queued_bytes"] > 100_000, "a growing queue")
    assert service.stop(deadline=8) == NOT_WRITTEN
    written = records.read(good)
    records.check_ledger(written)
    log = service.log()
    assert said_missing(log, "/dev/full") == said_missing(log, unread) == len(written)
    assert said_missing(log, fifo) == len(written) - len(whole_lines(read_all(reader))) > 0
    os.close(reader)
    assert log.count("event=records_not_written") == 3 and good not in log.partition("records_not_written")[2]


def test_a_service_counts_what_a_reader_of_stdout_has_not_taken(folder, fleet, ended):
    config_path = os.path.join(folder, "c.yaml")
    config = service_config(fleet().port, [{"type": "jsonl", "path": "-"}, jsonl(folder, "good.jsonl")], hosts=20)
    with open(config_path, "w", encoding="ascii") as file:
        json.dump({**config, "control": {"socket": os.path.join(folder, "c.sock")}}, file)
    read_end, write_end = os.pipe()
    ended.append(Running([binary("snmpolld"), "run", "-f", config_path], folder, stdout=write_end))
    os.close(write_end)
    good = os.path.join(folder, "good.jsonl")
    wait_until(lambda: os.path.exists(good) and os.path.getsize(good) > 200_000, "more records than a pipe holds")
    ended[-1].signal(signal.SIGTERM)
    assert ended[-1].wait(8) == NOT_WRITTEN
    with open(read_end, "rb") as reader:
        taken = whole_lines(reader.read())
    assert said_missing(ended[-1].stderr, "-") == len(records.read(good)) - len(taken) > 0


@pytest.mark.parametrize("path", ["/dev/full", "unread.fifo"])
def test_a_sweep_into_an_output_that_cannot_be_written_says_how_many_records_are_missing(folder, fleet, sweep, path):
    if path.endswith(".fifo"):
        path = os.path.join(folder, path)
        os.mkfifo(path)
    result = sweep(f"127.1.0.1-20:{fleet().port}", "--format", "jsonl", "--output", path)
    assert result.returncode == NOT_WRITTEN and said_missing(result.stderr, path) == 20, result.stderr


def test_a_sweep_that_is_stopped_while_its_reader_stands_still_says_how_many_records_are_missing(folder, fleet, ended):
    argv = [binary("snmpolld"), "sweep", f"127.1.0.1-250:{fleet().port}", "--walk", "ifTable", "--format", "jsonl"]
    read_end, write_end = os.pipe()
    ended.append(Running(argv, folder, stdout=write_end))
    os.close(write_end)
    os.set_blocking(read_end, False)
    taken = bytearray()

    def under_way():
        taken.extend(os.read(read_end, 1)) if not taken else None
        return taken

    def begun():
        try:
            return under_way()
        except BlockingIOError:
            return False

    wait_until(begun, "the first octet")
    ended[-1].signal(signal.SIGTERM)
    assert ended[-1].wait(12) == NOT_WRITTEN
    assert said_missing(ended[-1].stderr, "-") > 0
    os.close(read_end)


def test_a_deleted_file_is_opened_anew_within_five_seconds_and_nothing_is_lost(folder, fleet, start_service):
    service = start_service(service_config(fleet().port, [jsonl(folder, "out.jsonl"), jsonl(folder, "good.jsonl")]))
    path, good = os.path.join(folder, "out.jsonl"), os.path.join(folder, "good.jsonl")
    grown(good)
    with open(path, "rb") as deleted:
        os.remove(path)
        wait_until(lambda: os.path.exists(path), "the file again", 5)
        grown(good)
        assert service.stop() == 0
        found = whole_lines(deleted.read()) + records.read(path)
    assert records.read(path) and sorted(identities(found)) == sorted(identities(records.read(good)))
    assert service.log().count("event=output_deleted") == 1 == service.log().count("event=output_opened")


def test_a_deleted_file_is_opened_anew_when_there_is_nothing_to_write(folder, fleet, start_service):
    start_service(service_config(fleet().port, [jsonl(folder, "out.jsonl")], interval="1h"))
    path = os.path.join(folder, "out.jsonl")
    os.remove(path)
    wait_until(lambda: os.path.exists(path), "the file again", 5)


def test_a_deleted_folder_is_waited_for(folder, fleet, start_service):
    logs = os.path.join(folder, "logs")
    os.mkdir(logs)
    service = start_service(service_config(fleet().port, [jsonl(logs, "out.jsonl"), jsonl(folder, "good.jsonl")]))
    path, good = os.path.join(logs, "out.jsonl"), os.path.join(folder, "good.jsonl")
    grown(good)
    with open(path, "rb") as deleted:
        shutil.rmtree(logs)
        trouble = wait_until(lambda: output_of(service.status(), path)["trouble"], "trouble", 5)
        assert "does not exist" in trouble
        os.mkdir(logs)
        service.wait_for_status(lambda status: not output_of(status, path)["trouble"], "the end of the trouble")
        assert service.stop() == 0
        found = whole_lines(deleted.read()) + records.read(path)
    assert sorted(identities(found)) == sorted(identities(records.read(good)))


def test_a_renamed_file_is_written_on_until_sigusr1(folder, fleet, start_service):
    service = start_service(service_config(fleet().port, [jsonl(folder, "out.jsonl")]))
    path, rotated = os.path.join(folder, "out.jsonl"), os.path.join(folder, "out.1")
    grown(path)
    os.rename(path, rotated)
    service.wait_for_log("event=output_renamed")
    grown(rotated)
    assert not os.path.exists(path)
    service.process.signal(signal.SIGUSR1)
    wait_until(lambda: os.path.exists(path), "the new file")
    grown(path)
    assert service.stop() == 0
    records.check_ledger(records.read(rotated) + records.read(path))


def test_a_fifo_waits_for_its_readers_and_loses_nothing_between_them(folder, fleet, start_service):
    fifo = os.path.join(folder, "out.fifo")
    os.mkfifo(fifo)
    service = start_service(service_config(fleet().port, [jsonl(folder, "out.fifo"), jsonl(folder, "good.jsonl")]))
    good = os.path.join(folder, "good.jsonl")
    assert output_of(service.status(), fifo)["trouble"] == "nobody reads this FIFO"
    grown(good)
    found = []
    for _ in range(3):
        reader, octets = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK), bytearray()

        def enough(reader=reader, octets=octets):
            octets.extend(read_all(reader))
            return octets.count(b"\n") >= 30

        wait_until(enough, "records in the FIFO")
        found += whole_lines(bytes(octets))
        assert octets.startswith(b"{")
        os.close(reader)
        service.wait_for_status(lambda status: output_of(status, fifo)["trouble"], "no reader")
        grown(good)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    service.wait_for_status(lambda status: not output_of(status, fifo)["trouble"], "a reader")
    assert service.stop() == 0
    found += whole_lines(read_all(reader))
    os.close(reader)
    assert sorted(identities(found)) == sorted(identities(records.read(good)))


@pytest.mark.parametrize("is_fifo", [False, True])
def test_a_second_writer_is_refused_and_told_who_the_first_is(folder, fleet, start_service, sweep, is_fifo):
    port, reader = fleet().port, None
    path = os.path.join(folder, "out.jsonl")
    if is_fifo:
        path, reader = open_fifo(folder, "out.jsonl")
    service = start_service(service_config(port, [jsonl(folder, "out.jsonl")], interval="1h"))
    link = os.path.join(folder, "link")
    os.symlink(path, link)
    again = os.path.join(folder, "again.yaml")
    with open(again, "w", encoding="ascii") as file:
        json.dump({**service_config(port, [{"type": "jsonl", "path": link}]),
                   "control": {"socket": os.path.join(folder, "again.sock")}}, file)
    first = f": process {service.process.pid} (snmpolld) writes to it"
    second = Running([binary("snmpolld"), "run", "-f", again], folder)
    assert second.wait(20) == 3 and link + first in second.stderr, second.stderr
    swept = sweep(f"127.1.0.9:{port}", "--format", "jsonl", "--output", path)
    assert swept.returncode == 3 and path + first in swept.stderr, swept.stderr
    assert service.command("reload").returncode == 0
    service.process.signal(signal.SIGUSR1)
    service.process.signal(signal.SIGKILL)
    service.process.wait()
    if reader is not None:
        read_all(reader)
    swept = sweep(f"127.1.0.9:{port}", "--format", "jsonl", "--output", path)
    assert swept.returncode == 0, swept.stderr
    if reader is not None:
        os.close(reader)


def test_two_outputs_on_one_file_are_refused_at_the_start_and_by_a_reload(folder, fleet, start_service):
    service = start_service(service_config(fleet().port, [jsonl(folder, "out.jsonl")]))
    path, link = os.path.join(folder, "out.jsonl"), os.path.join(folder, "link")
    os.symlink(path, link)
    config = service.config
    service.write_config({**config, "outputs": [*config["outputs"], {"type": "csv", "path": link}]})
    reloaded = service.command("reload")
    assert reloaded.returncode != 0 and f"{link} is written by two of them" in reloaded.stdout + reloaded.stderr
    service.write_config({**config, "outputs": [{"type": "jsonl", "path": link}]})
    assert service.command("reload").returncode == 0, service.log()
    grown(path)
    assert service.stop() == 0
    records.check_ledger(records.read(path))


def test_a_reload_with_a_full_disk_and_half_a_line_keeps_one_writer_and_whole_lines(folder, fleet, start_service):
    """The disk is full in the middle of a line, by a limit on the size of files."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("no prlimit here")
    service = start_service(service_config(fleet().port, [jsonl(folder, "out.jsonl")]))
    path, link = os.path.join(folder, "out.jsonl"), os.path.join(folder, "link")
    wait_until(lambda: len(records.read(path)) > 5, "records")
    limit = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
    size = os.path.getsize(path) + 3000
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (size, limit[1]))
    service.wait_for_status(lambda status: output_of(status, path)["trouble"], "trouble")
    assert not read_text(path).endswith("\n")
    os.symlink(path, link)
    for outputs in ([jsonl(folder, "more.jsonl"), jsonl(folder, "out.jsonl")], [], [jsonl(folder, "link")]):
        service.write_config({**service.config, "outputs": outputs or [jsonl(folder, "more.jsonl")]})
        assert service.command("reload").returncode == 0, service.log()
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, limit)
    service.wait_for_status(lambda status: output_of(status, link)["queued_bytes"] == 0, "what waited")
    assert service.stop() == 0
    found = records.parse(read_text(path)) + records.read(os.path.join(folder, "more.jsonl"))
    all_of_them = {(record["host"], record["seq"]): record for record in found}
    records.check_ledger([record for _, record in sorted(all_of_them.items())])
    assert len(set(identities(records.read(path)))) == len(records.read(path))


@pytest.fixture
def failing_sync(folder):
    """The environment for it, and the file that makes it fail."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or is_sanitized():
        pytest.skip("needs a C compiler and a program without sanitizers")
    source, library = os.path.join(folder, "failing_sync.c"), os.path.join(folder, "failing_sync.so")
    with open(source, "w", encoding="ascii") as file:
        file.write(FAILING_SYNC)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    switch = os.path.join(folder, "fail")
    return {**os.environ, "LD_PRELOAD": library, "FAIL_SYNC": switch}, switch


@pytest.mark.parametrize("sync", ["interval", "always"])
def test_records_that_could_not_be_synced_are_counted(folder, fleet, start_service, failing_sync, sync):
    env, switch = failing_sync
    config = service_config(fleet().port, [jsonl(folder, "out.jsonl", sync=sync)])
    service = start_service(config, env=env)
    path = os.path.join(folder, "out.jsonl")
    grown(path)
    assert output_of(service.status(), path)["lost"] == 0
    with open(switch, "w", encoding="ascii"):
        pass
    service.wait_for_status(lambda status: output_of(status, path)["lost"] > 0, "records that may be lost")
    assert output_of(service.status(), path)["trouble"] == "Input/output error"
    os.remove(switch)
    service.wait_for_status(lambda status: not output_of(status, path)["trouble"], "the end of the trouble")
    lost = output_of(service.status(), path)["lost"]
    assert service.stop() == NOT_WRITTEN
    assert said_missing(service.log(), path) == lost
    assert "event=output_lost" in service.log()


@pytest.mark.parametrize("leave", ["stop", "SIGUSR1", "reload"])
def test_an_output_is_synced_before_it_is_left(folder, fleet, start_service, failing_sync, leave):
    """With `sync: interval`, and hosts that are polled once: the sync that fails is the one before the file is closed."""
    env, switch = failing_sync
    path = os.path.join(folder, "out.jsonl")
    service = start_service(service_config(fleet().port, [jsonl(folder, "out.jsonl", sync="interval")]), env=env)
    grown(path)
    with open(switch, "w", encoding="ascii"):
        pass
    if leave == "SIGUSR1":
        os.rename(path, path + ".1")
        service.process.signal(signal.SIGUSR1)
        wait_until(lambda: os.path.exists(path) and "event=output_lost" in service.log(), "the sync")
    elif leave == "reload":
        service.write_config({**service.config, "outputs": [jsonl(folder, "other.jsonl")]})
        assert service.command("reload").returncode == 0
        service.wait_for_log("event=output_lost")
    assert service.stop() == NOT_WRITTEN
    assert said_missing(service.log(), path) > 0
