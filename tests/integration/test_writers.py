"""The service writes to real databases: every sample of every record is there, whatever happens to the database, the
writer's process or the service, and the numbers of `status` add up."""

import datetime
import json
import os
import signal
import socket
import time

import pytest
from harness.databases import InfluxDB, VictoriaMetrics
from harness.fleet import IF_ENTRY
from harness.process import wait_until
from harness.service import run

DESCR, IN, OUT = (f"{IF_ENTRY}.{n}" for n in (2, 10, 16))
LABELLED = {"indexes": [{"labelname": "ifIndex", "type": "gauge"}],
            "lookups": [{"labels": ["ifIndex"], "labelname": "ifDescr", "oid": DESCR, "type": "DisplayString"}]}
MODULE = {"walk": [DESCR, IN, OUT],
          "metrics": [{"name": name, "oid": oid, "type": "counter", "help": "Octets.", **LABELLED}
                      for name, oid in (("ifInOctets", IN), ("ifOutOctets", OUT))]}
HOSTS = 8
WRITER = "snmpolld-writer"  # of the name of a process, 15 characters are kept


@pytest.fixture
def victoria_metrics(folder, ended):
    ended.append(VictoriaMetrics(folder))
    return ended[-1]


@pytest.fixture
def polling(folder, fleet, start_service):
    """Starts a service that polls the fleet often and writes to these outputs, beside its file of records."""
    port = fleet("--interfaces", 6).port

    def start(*outputs, hosts=HOSTS, interval="300ms"):
        state = os.path.join(folder, "state")
        os.makedirs(state, exist_ok=True)
        config = {"defaults": {"interval": interval, "modules": ["lab"]}, "modules": {"lab": MODULE},
                  "targets": [{"host": f"127.77.0.{n + 1}:{port}", "labels": {"site": "lab"}} for n in range(hosts)]}
        files = [{"type": "jsonl", "path": os.path.join(folder, "records.jsonl"), "record": "metrics"}]
        return start_service({**config, "outputs": files + list(outputs)}, env={**os.environ, "STATE_DIRECTORY": state})

    return start


def influx(server, **more):
    return {"type": "influx", "url": server.url, "database": "snmp", **more}


def remote_write(server, **more):
    return {"type": "remote_write", "url": server.write_url, **more}


def milliseconds(record):
    moment = datetime.datetime.strptime(record["started"], "%Y-%m-%dT%H:%M:%S.%f%z")
    return round(moment.timestamp() * 1000)


def polled(service, host="instance", prefix="", **labels):
    """{(labels, milliseconds): value} of all samples in the file of records"""
    return {(frozenset({"__name__": prefix + sample["name"], host: record["host"], "site": "lab", **labels,
                        **sample["labels"]}.items()), milliseconds(record)): sample["value"]
            for record in service.records() for sample in record.get("metrics", [])}


def series(server, prefix=""):
    found = server.samples(f'{{__name__=~"{prefix}if.*Octets"}}')
    return {key: value for key, value in found.items() if value == value}  # without markers of series that have ended


def with_keys(samples, *left_out):
    return {(frozenset((name, value) for name, value in labels if name not in left_out), time): value
            for (labels, time), value in samples.items()}


def is_empty(state):
    return state["samples"]["spooled"] == 0


def rounds(service, number):
    service.wait_for_records(lambda records: len(records) >= number * HOSTS, f"{number} rounds")


def all_of(service, server):
    """Waits until the server has all samples of the file of records; a service that has stopped writes no more."""
    expected = polled(service, job="snmpolld")
    wait_until(lambda: expected.items() <= series(server).items(),
               lambda: f"{len(expected)} samples, there are {len(series(server))}; {service.log()[-3000:]}", 60)
    return expected


def test_every_sample_is_in_the_database(victoria_metrics, polling):
    service = polling(remote_write(victoria_metrics), influx(victoria_metrics))
    rounds(service, 4)
    assert service.stop() == 0, service.log()
    expected = all_of(service, victoria_metrics)
    assert series(victoria_metrics) == expected
    by_influx = with_keys(series(victoria_metrics, "snmp_"), "db", "module")
    assert by_influx == polled(service, host="host", prefix="snmp_")
    up = {(dict(labels)["instance"], time): value for (labels, time), value in victoria_metrics.samples('{__name__="up"}').items()}
    assert up == {(record["host"], milliseconds(record)): float(record["status"] in ("ok", "partial"))
                  for record in service.records() if record["status"] != "skipped"}


def test_a_database_that_is_down_at_the_start_gets_everything_later(victoria_metrics, polling):
    victoria_metrics.end()
    service = polling(remote_write(victoria_metrics))
    rounds(service, 5)
    service.wait_for_status(lambda status: status["outputs"][1]["database"]["samples"]["spooled"] > 0, "a spool")
    trouble = service.status()["outputs"][1]["trouble"]
    assert "127.0.0.1" in trouble, trouble
    victoria_metrics.start()
    service.wait_for_status(lambda status: is_empty(status["outputs"][1]["database"]), "an empty spool", 60)
    assert service.stop() == 0, service.log()
    all_of(service, victoria_metrics)


def test_what_is_on_disk_at_the_end_is_delivered_by_the_next_start(victoria_metrics, polling):
    victoria_metrics.end()
    service = polling(remote_write(victoria_metrics))
    rounds(service, 4)
    assert service.stop() == 0, service.log()  # nothing is missing: it is on disk
    expected = polled(service, job="snmpolld")
    victoria_metrics.start()
    service = polling(remote_write(victoria_metrics), interval="1h")
    wait_until(lambda: expected.items() <= series(victoria_metrics).items(), "what was on disk", 60)
    service.wait_for_status(lambda status: is_empty(status["outputs"][1]["database"]), "an empty spool")
    assert service.stop() == 0


def test_what_a_database_that_never_answers_has_got_is_on_disk_at_the_end(victoria_metrics, polling):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        service = polling({"type": "remote_write", "name": "same", "url": f"http://127.0.0.1:{port}/api/v1/write"})
        rounds(service, 3)
        assert service.stop() == 0, service.log()
    expected = polled(service, job="snmpolld")
    again = polling(remote_write(victoria_metrics, name="same"), interval="1h")
    wait_until(lambda: expected.items() <= series(victoria_metrics).items(), "what was on disk", 60)
    assert again.stop() == 0


def test_without_a_spool_what_could_not_be_written_is_said(victoria_metrics, polling):
    victoria_metrics.end()
    service = polling(remote_write(victoria_metrics, name="mine", spool={"max_size": 0}))
    rounds(service, 3)
    assert service.stop() == 4, service.log()
    assert "mine" in service.log() and "could not be written: " in service.log(), service.log()


def test_a_writer_that_is_killed_loses_nothing(victoria_metrics, polling):
    service = polling(remote_write(victoria_metrics))
    for number in range(2, 14):
        rounds(service, number)
        for pid in service.children(WRITER):
            os.kill(pid, signal.SIGKILL)
    assert service.stop() == 0, service.log()
    all_of(service, victoria_metrics)
    assert "writer_died" in service.log()


def test_a_writer_that_is_killed_while_the_database_is_down_loses_nothing(victoria_metrics, polling):
    service = polling(remote_write(victoria_metrics))
    rounds(service, 2)
    victoria_metrics.end()
    for number in range(3, 9):
        rounds(service, number)
        for pid in service.children(WRITER):
            os.kill(pid, signal.SIGKILL)
    victoria_metrics.start()
    service.wait_for_status(lambda status: is_empty(status["outputs"][1]["database"]) and
                            status["outputs"][1]["queued_bytes"] < 100_000, "an empty spool", 60)
    assert service.stop() == 0, service.log()
    all_of(service, victoria_metrics)


def test_what_was_acknowledged_survives_a_kill_of_the_service(victoria_metrics, polling):
    victoria_metrics.end()
    service = polling(remote_write(victoria_metrics))
    rounds(service, 5)
    enough = 2 * HOSTS * 12
    on_disk = service.wait_for_status(
        lambda status: max(0, status["outputs"][1]["database"]["samples"]["spooled"] - enough), "a spool") + enough
    killed = time.time() * 1000
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait(30)
    expected = polled(service, job="snmpolld")
    victoria_metrics.start()
    again = polling(remote_write(victoria_metrics), interval="1h")
    def older():
        return {key: value for key, value in series(victoria_metrics).items() if key[1] <= killed}

    wait_until(lambda: len(older()) >= on_disk, "what was on disk", 60)
    assert all(expected.get(key, value) == value for key, value in older().items())  # the file of records may lack the last ones
    assert again.stop() == 0


def test_a_stopped_writer_holds_up_nobody(victoria_metrics, polling):
    service = polling(remote_write(victoria_metrics))
    rounds(service, 2)
    (pid,) = service.children(WRITER)
    os.kill(pid, signal.SIGSTOP)
    seen = len(service.records())
    service.wait_for_records(lambda records: len(records) >= seen + 4 * HOSTS, "records beside a stopped writer")
    os.kill(pid, signal.SIGCONT)
    assert service.stop() == 0, service.log()
    all_of(service, victoria_metrics)


def test_a_reload_leaves_alone_what_stays(victoria_metrics, polling):
    service = polling(remote_write(victoria_metrics, name="stays"), influx(victoria_metrics, name="changes"))
    rounds(service, 2)
    before = set(service.children(WRITER))
    outputs = service.config["outputs"]
    service.write_config({**service.config, "outputs": [outputs[0], outputs[1], {**outputs[2], "database": "other"}]})
    assert service.command("reload").returncode == 0
    wait_until(lambda: len(set(service.children(WRITER)) - before) == 1
               and len(service.children(WRITER)) == 2, "one new writer")
    assert len(set(service.children(WRITER)) & before) == 1
    rounds(service, 4)
    assert service.stop() == 0, service.log()
    all_of(service, victoria_metrics)


def test_a_host_that_is_removed_ends_its_series(victoria_metrics, polling):
    service = polling(remote_write(victoria_metrics))
    rounds(service, 2)
    gone = service.config["targets"][0]["host"]
    service.write_config({**service.config, "targets": service.config["targets"][1:]})
    assert service.command("reload").returncode == 0
    seen = len(service.records())
    service.wait_for_records(lambda records: len(records) >= seen + 2 * HOSTS, "records of the others")
    assert service.stop() == 0, service.log()
    found = victoria_metrics.samples('{__name__=~"if.*Octets"}').items()
    ended = [dict(labels)["instance"] for (labels, _), value in found if value != value]
    failed = {record["host"] for record in service.records() if record["status"] != "ok"}
    assert ended.count(gone) >= 12 and set(ended) <= {gone} | failed, ended


def test_a_wrong_database_is_named_and_waited_for(folder, ended, polling):
    server = InfluxDB(folder)
    ended.append(server)
    service = polling(influx(server))
    service.wait_for_status(lambda status: "not found" in (status["outputs"][1]["trouble"] or ""), "trouble")
    server.execute("CREATE DATABASE snmp")
    service.wait_for_status(lambda status: status["outputs"][1]["trouble"] is None
                            and is_empty(status["outputs"][1]["database"]), "no trouble", 180)
    assert service.stop() == 0, service.log()
    fields = sum(len(point) for point in server.points("snmp", "snmp").values())
    assert fields == len(polled(service)), (fields, len(polled(service)))


def check(folder, output, env=None):
    path = os.path.join(folder, "c.yaml")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"targets": ["127.0.0.1"], "outputs": [output]}, file)
    return run(folder, "check", "--config", path, env=env)


REFUSED = [
    ({"type": "influx"}, "url"),
    ({"type": "influx", "url": "http://127.0.0.1:8086"}, "database"),
    ({"type": "influx", "url": "127.0.0.1:8086", "database": "x"}, "http://"),
    ({"type": "influx", "url": "http://me:secret@127.0.0.1", "database": "x"}, "password_file"),
    ({"type": "influx", "url": "http://127.0.0.1", "database": "x", "bucket": "y"}, "InfluxDB 2"),
    ({"type": "influx", "url": "http://127.0.0.1", "database": "x", "path": "y"}, "path"),
    ({"type": "influx", "url": "http://127.0.0.1", "database": "x", "job": "y"}, "job"),
    ({"type": "influx", "url": "http://127.0.0.1", "database": "x", "record": "both"}, "record"),
    ({"type": "remote_write", "url": "http://127.0.0.1", "database": "x"}, "database"),
    ({"type": "remote_write", "url": "http://127.0.0.1", "spool": {"max_size": "1 GB"}}, "max_size"),
    ({"type": "remote_write", "url": "http://127.0.0.1", "tls": {"cert_file": "x"}}, "key_file"),
    ({"type": "jsonl", "url": "http://127.0.0.1"}, "url"),
]


def test_a_check_shows_what_is_set_without_secrets(folder):
    output = {"type": "influx", "name": "mine", "url": "http://127.0.0.1:8086", "organization": "acme", "bucket": "snmp",
              "token": "${TOKEN}", "flush_interval": "2s", "spool": {"path": "/spool", "max_size": "2GiB"}}
    result = check(folder, output, {**os.environ, "TOKEN": "secret-token"})
    assert result.returncode == 0, result.stderr
    for words in ("name: mine", "organization: acme", "bucket: snmp", "flush_interval: 2s", "/spool", "2147483648"):
        assert words in result.stdout, (words, result.stdout)
    assert "secret-token" not in result.stdout + result.stderr


@pytest.mark.parametrize("output, words", REFUSED, ids=[f"{n}-{words}" for n, (_, words) in enumerate(REFUSED)])
def test_settings_that_do_not_fit_are_refused(folder, output, words):
    result = check(folder, output)
    assert result.returncode == 2 and words in result.stderr and "secret" not in result.stderr, result.stderr
