"""What writers send in line protocol, against the real InfluxDB 1.6 and VictoriaMetrics: what these have is compared with
what was polled, sample for sample."""

import signal

import pytest
from harness.databases import InfluxDB, VictoriaMetrics
from harness.delivering import SECOND, Delivering, deliver, now, record
from harness.process import wait_until

HOSTILE = ["a", "a\n", "a\\", "a\\n", "a ", "a\\ ", "a,b", "a\\,b", "a=b", 'a"b', "a\xff", "a\xfe", "a\\xff", "a\0", "a\\x00",
           "a\r", "a\x7f", "a\\\\", "a\\\\\\", "\xc3\xa4", "\xc3", "#a", "a b=1 2", "a\t", "'", '"', "a\\=", "\\", "\\,", " "]


@pytest.fixture(scope="module")
def influxdb(module_folder):
    database = InfluxDB(module_folder)
    yield database
    database.end()


@pytest.fixture(scope="module")
def victoria_metrics(module_folder):
    database = VictoriaMetrics(module_folder)
    yield database
    database.end()


@pytest.fixture
def database(influxdb, request):
    """The name of a new one."""
    name = request.node.name
    influxdb.execute(f'CREATE DATABASE "{name}"')
    return name


def polls(hosts=5, rounds=3, rows=20):
    """Rows with two values each, and one value of the device."""
    begun = now() - 300 * SECOND
    return [record(f"sw{host}", begun + each * 30 * SECOND + host * 1_000_000,
                   [(name, {"ifIndex": str(row), "ifName": f"ge-0/0/{row}"}, each * 1000.5 + row)
                    for name in ("ifHCInOctets", "ifHCOutOctets") for row in range(rows)]
                   + [("sysUpTime", {}, each)], labels={"site": "ams"})
            for each in range(rounds) for host in range(hosts)]


def as_points(records):
    found = {}
    for each in records:
        for name, labels, value in each["samples"]:
            tags = frozenset({"host": each["host"], **each.get("labels", {}), **labels}.items())
            found.setdefault((tags, each["time"]), {})[name] = value
    return found


def config_of(server, database, **more):
    return {"type": "influx", "url": server.url, "database": database, **more}


def test_influxdb_has_every_sample(folder, influxdb, database):
    records = polls()
    done = deliver(folder, config_of(influxdb, database), records)
    assert influxdb.points(database, "snmp") == as_points(records)
    assert not done.said("rejected")
    assert [line["settled"] for line in done.said("settled")] == list(range(1, len(records) + 1))
    outcomes = influxdb.points(database, "snmpolld_poll")
    assert len(outcomes) == len(records)
    assert all(fields["status"] == "ok" and fields["up"] == 1 for fields in outcomes.values())


def test_influxdb_keeps_rows_apart_that_differ_in_hostile_octets(folder, influxdb, database):
    samples = [("f", {"l": text}, number) for number, text in enumerate(HOSTILE)]
    done = deliver(folder, config_of(influxdb, database), [record("h\n, =\\", now(), samples)])
    assert not done.said("rejected")
    points = influxdb.points(database, "snmp")
    assert sorted(fields["f"] for fields in points.values()) == list(range(len(HOSTILE)))
    shown = {fields["f"]: dict(tags)["l"] for (tags, _), fields in points.items()}
    assert shown[HOSTILE.index("a,b")] == "a,b"
    assert shown[HOSTILE.index("a b=1 2")] == "a b=1 2"
    assert shown[HOSTILE.index("a\\n")] == "a\\n"
    assert shown[HOSTILE.index("a\n")] == "a\\x0a"
    assert {dict(tags)["host"] for tags, _ in points} == {"h\\x0a, =\\x5c"}


def test_influxdb_refuses_one_field_and_has_everything_else(folder, influxdb, database):
    first = [record("sw0", now() - 900 * SECOND, [("good", {"i": "1"}, 1.0)])]
    deliver(folder, config_of(influxdb, database), first)
    influxdb.execute(f'CREATE RETENTION POLICY "x" ON "{database}" DURATION 1d REPLICATION 1')
    records = polls()
    # A field whose type was settled by somebody else.
    write_line(influxdb, database, f'snmp,host=other bad="text" {records[7]["time"]}')
    records[7]["samples"].insert(5, ["bad", {"ifIndex": "3"}, 1.0])
    done = deliver(folder, config_of(influxdb, database), records)
    assert [(line["rejected"], line["samples"]) for line in done.said("rejected")] == [(8, ["bad"])]
    assert "field type conflict" in done.said("rejected")[0]["why"]
    del records[7]["samples"][5]
    points = influxdb.points(database, "snmp")
    assert {key: fields for key, fields in points.items() if "bad" not in fields} == as_points(records + first)


def write_line(influxdb, database, line):
    import urllib.request

    request = urllib.request.Request(f"{influxdb.url}/write?db={database}", data=line.encode())
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 204


def test_a_database_that_is_made_later_is_waited_for(folder, influxdb, ended):
    records = polls(hosts=2)
    running = Delivering(folder, config_of(influxdb, "later"), records)
    ended.append(running)
    wait_until(lambda: running.said("trouble"), "trouble")
    assert running.said("trouble")[0]["trouble"].startswith('HTTP 404: {"error":"database not found: ')
    influxdb.execute('CREATE DATABASE "later"')
    assert running.wait() == 0
    assert influxdb.points("later", "snmp") == as_points(records)
    assert running.said("trouble")[-1]["trouble"] == ""


def test_requests_that_are_too_large_are_divided(folder, ended):
    server = InfluxDB(folder, max_body=20_000)
    ended.append(server)
    server.execute('CREATE DATABASE "small"')
    records = polls(rows=100)
    done = deliver(folder, config_of(server, "small"), records)
    assert server.points("small", "snmp") == as_points(records)
    assert not done.said("rejected")


def test_a_wrong_password_is_waited_out_and_not_said(folder, ended):
    server = InfluxDB(folder, auth=True)
    ended.append(server)
    server.execute("CREATE USER \"me\" WITH PASSWORD 's3cret' WITH ALL PRIVILEGES")
    server.execute('CREATE DATABASE "private"', login="me:s3cret")
    records = polls(hosts=1)
    wrong = Delivering(folder, config_of(server, "private", user="me", password="wr0ng"), records)
    ended.append(wrong)
    wait_until(lambda: wrong.said("trouble"), "trouble")
    assert wrong.said("trouble")[0]["trouble"].startswith("HTTP 401: ")
    assert "wr0ng" not in wrong.stdout
    deliver(folder, config_of(server, "private", user="me", password="s3cret"), records)
    assert server.execute('SELECT COUNT("sysUpTime") FROM "snmp"', "private", login="me:s3cret")[0]["values"][0][1] == 3


def test_nothing_is_lost_when_the_server_is_killed_and_started_again(folder, ended):
    server = InfluxDB(folder)
    ended.append(server)
    server.execute('CREATE DATABASE "killed"')
    records = polls(hosts=20, rounds=10)
    running = Delivering(folder, config_of(server, "killed", batch_samples=200), records)
    ended.append(running)
    wait_until(lambda: len(running.said("settled")) > 20, "some records")
    server.running.signal(signal.SIGKILL)
    server.running.wait()
    wait_until(lambda: any(line["trouble"] for line in running.said("trouble")), "trouble")
    server.start()
    assert running.wait() == 0
    assert server.points("killed", "snmp") == as_points(records)
    assert not running.said("rejected")


def as_series(records, prefix, **common):
    return {(frozenset({"__name__": f"{prefix}{name}", "host": each["host"], **each.get("labels", {}), **labels,
                        **common}.items()), each["time"] // 1_000_000): value
            for each in records for name, labels, value in each["samples"]}


@pytest.mark.parametrize("place", [{"database": "one"}, {"organization": "o", "bucket": "two"}])
def test_victoria_metrics_has_every_sample(folder, victoria_metrics, place):
    records = polls()
    done = deliver(folder, {"type": "influx", "url": victoria_metrics.url, **place}, records)
    assert not done.said("rejected")
    common = {"db": "one"} if "database" in place else {}
    selector = '{__name__=~"snmp_(if|sys).*",db="%s"}' % common.get("db", "")
    assert victoria_metrics.samples(selector) == as_series(records, "snmp_", **common)
