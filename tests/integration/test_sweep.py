"""`snmpolld sweep`: targets of every form, what to ask, formats, exit codes, interruption."""

import csv
import io
import json
import os
import pty
import signal
import subprocess

import pytest
from harness import records
from harness.agents import SYS_NAME
from harness.fleet import fleet_is_dead
from harness.process import Running, binary, read_text, wait_until

FAST = ["-t", "2", "-r", "0"]


def jsonl(result):
    assert result.returncode in (0, 1), result.stderr
    found = records.parse(result.stdout)
    records.check_ledger(found)
    return found


@pytest.mark.parametrize(
    "form",
    [
        "127.0.0.1:{}",
        "public@127.0.0.1:{}",
        "localhost:{}",
        "[::1]:{}",
        "udp:127.0.0.1:{}",
        "udp6:[::1]:{}",
        "tcp:127.0.0.1:{}",
        "udp:public@127.0.0.1:{}",
    ],
)
def test_a_target_of_every_form_answers(sweep, snmpd, form):
    target = form.format(snmpd.port)
    result = sweep(target, "-o", "sysName.0", "--format", "jsonl")
    assert result.returncode == 0, result.stderr + result.stdout
    (record,) = jsonl(result)
    assert record["status"] == "ok" and record["host"] in target and record["address"].endswith(f":{snmpd.port}")
    assert record["varbinds"] == [
        {"oid": SYS_NAME, "name": "sysName.0", "type": "OctetString", "value": "integration-snmpd"}
    ]


@pytest.mark.parametrize(
    "form, count", [
        ("127.0.0.0/29:{}", 6), ("127.0.1.1-50:{}", 50), ("127.0.2.250-127.0.3.5:{}", 12), ("127.0.4.9/32:{}", 1)
    ]
)
def test_a_range_is_all_its_hosts_and_each_answers_for_itself(sweep, snmpd, form, count):
    found = jsonl(sweep(form.format(snmpd.port), "--format", "jsonl"))
    assert len(records.by_host(found)) == len(found) == count
    assert all(record["status"] == "ok" and record["address"] == record["host"] for record in found)


def test_targets_are_mixed_freely_and_each_may_have_its_own_community(folder, sweep, snmpd):
    port = snmpd.port
    with open(os.path.join(folder, "hosts.txt"), "w", encoding="ascii") as file:
        file.write(f"# the lab\n127.0.5.1:{port}\n\n  127.0.5.2-3:{port}  # two\n")
    stdin = f"wrong@127.0.5.4:{port}\n127.0.5.5:{port}\n".encode()
    result = sweep(
        f"public@127.0.5.6:{port}", "@hosts.txt", "-", "-c", "public", *FAST, "--format", "jsonl", stdin=stdin
    )
    assert result.returncode == 1
    by_host = records.by_host(jsonl(result))
    assert sorted(by_host) == [f"127.0.5.{i}:{port}" for i in range(1, 7)]
    assert {host for host, record in by_host.items() if record["status"] != "ok"} == {f"127.0.5.4:{port}"}


def test_a_thousand_addresses_of_one_snmpd_give_a_thousand_ok(sweep, snmpd):
    result = sweep(f"127.1.0.1-127.1.3.232:{snmpd.port}", "-t", "5", "-r", "5", "--format", "jsonl")
    assert result.returncode == 0, result.stderr
    found = jsonl(result)
    assert records.statuses(found) == {"ok": 1000} and len(records.by_host(found)) == 1000


def test_the_right_five_percent_fail_and_nothing_else(sweep, fleet):
    port = fleet("--dead", "5").port
    result = sweep(
        f"127.1.0.1-127.1.3.232:{port}", "-t", "2", "-r", "1", "--rate", "0", "-o", "sysName.0", "--format", "jsonl"
    )
    assert result.returncode == 1
    found = jsonl(result)
    assert len(found) == 1000
    for record in found:
        address = record["host"].partition(":")[0]
        assert (record["status"] == "timeout") == fleet_is_dead(address, 5), record
        if record["status"] == "ok":
            assert record["varbinds"][0]["value"] == address
    assert 45 <= sum(record["status"] == "timeout" for record in found) <= 55


def test_several_thousand_hosts_on_a_20_simply_work(sweep, fleet):
    result = sweep(f"127.16.0.0/20:{fleet().port}", "-t", "5", "--rate", "0", "--format", "jsonl")
    assert result.returncode == 0, result.stderr[-2000:]
    assert records.statuses(jsonl(result)) == {"ok": 4094}


def test_a_module_and_several_oids_are_asked_in_order(sweep, snmpd):
    asked = ["-o", "sysName.0", "-o", "1.3.6.1.2.1.1.7.0", "-o", ".1.3.6.1.2.1.1.9999.0", "-m", "system"]
    result = sweep(f"127.0.0.1:{snmpd.port}", *asked, "--format", "jsonl")
    (record,) = jsonl(result)
    oids = [varbind["oid"] for varbind in record["varbinds"]]
    assert oids[0] == "1.3.6.1.2.1.1.1.0" and len(set(oids)) == len(oids) and oids[-1] == "1.3.6.1.2.1.1.9999.0"
    values = {varbind["oid"]: varbind for varbind in record["varbinds"]}
    assert values["1.3.6.1.2.1.1.7.0"]["value"] == 72 and record["modules"] == ["system"]
    assert values["1.3.6.1.2.1.1.9999.0"]["type"] in ("noSuchObject", "noSuchInstance")
    assert values["1.3.6.1.2.1.1.9999.0"]["value"] is None and record["status"] == "ok"


@pytest.mark.parametrize("version", ["1", "2c"])
def test_versions_without_users(sweep, snmpd, version):
    assert sweep(f"127.0.0.1:{snmpd.port}", "-v", version, "-c", "public").returncode == 0


def test_text_is_one_line_a_host(sweep, snmpd, closed_port):
    result = sweep(f"127.0.0.1-3:{snmpd.port}", f"127.0.0.4:{closed_port}", *FAST)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 4 and sum("Linux" in line for line in lines) == 3
    assert "\x1b" not in result.stdout and "4 of 4 hosts" in result.stderr


def test_csv_is_one_row_a_varbind_under_a_header(sweep, snmpd):
    result = sweep(f"127.0.0.1-2:{snmpd.port}", "-o", "sysName.0", "-o", "sysServices.0", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert len(rows) == 4
    assert {(row["oid"], row["value"]) for row in rows} == {
        (SYS_NAME, "integration-snmpd"), ("1.3.6.1.2.1.1.7.0", "72")
    }
    assert all(row["status"] == "ok" and row["host"] for row in rows)


@pytest.mark.parametrize("only, count", [("ok", 2), ("failed", 1)])
def test_only_some_of_the_records_are_wanted(sweep, snmpd, only, count):
    result = sweep(
        f"127.0.0.1-2:{snmpd.port}", f"nobody@127.0.0.3:{snmpd.port}", *FAST, "--only", only, "--format", "jsonl"
    )
    assert result.returncode == 1
    assert len(records.parse(result.stdout)) == count


def test_output_is_appended_to_a_file(folder, sweep, snmpd):
    for _ in range(2):
        result = sweep(f"127.0.0.1:{snmpd.port}", "--format", "jsonl", "--output", "out.jsonl")
        assert result.returncode == 0 and result.stdout == ""
    found = records.read(os.path.join(folder, "out.jsonl"))
    assert len(found) == 2 and len({record["run"] for record in found}) == 2


def test_a_sweep_starts_no_faster_than_its_rate(sweep, fleet):
    found = jsonl(sweep(f"127.0.0.1-60:{fleet().port}", "--rate", "100", "--format", "jsonl"))
    started = sorted(record["started"] for record in found)
    assert seconds(started[-1]) - seconds(started[0]) > 0.4


def seconds(utc):
    """Of its hour, enough for a test."""
    minutes, rest = utc[14:].rstrip("Z").split(":")
    return int(minutes) * 60 + float(rest)


def test_the_targets_of_a_config_with_its_credentials(folder, sweep, snmpd):
    config = {
        "auths": {"lab": {"version": 1, "community": "public"}, "wrong": {"version": 2, "community": "nope"}},
        "defaults": {"auth": "lab", "timeout": "2s", "retries": 0},
        "modules": {"name": {"get": ["sysName.0"]}},
        "targets": [
            {"host": f"127.0.0.1:{snmpd.port}", "modules": ["name"], "labels": {"site": "ams"}},
            {"host": f"127.0.0.2:{snmpd.port}", "auth": "wrong"},
        ],
    }
    with open(os.path.join(folder, "c.yaml"), "w", encoding="ascii") as file:
        json.dump(config, file)
    by_host = records.by_host(jsonl(sweep("-f", "c.yaml", "--format", "jsonl")))
    assert by_host[f"127.0.0.1:{snmpd.port}"]["labels"] == {"site": "ams"}
    assert by_host[f"127.0.0.1:{snmpd.port}"]["modules"] == ["name"]
    assert by_host[f"127.0.0.2:{snmpd.port}"]["status"] == "timeout"
    assert sweep("-f", "c.yaml", "--auth", "lab", f"127.0.0.3:{snmpd.port}").returncode == 0


def test_a_module_says_how_long_and_how_often_unless_the_command_line_does(folder, sweep, fake_agent):
    target = f"127.2.0.1:{fake_agent({'127.2.0.0/16': 'drop'}).port}"
    config = {
        "defaults": {"timeout": "50ms", "retries": 0},
        "modules": {
            "slow": {"get": ["sysName.0"], "timeout": "100ms", "retries": 3},
            "plain": {"get": ["sysDescr.0"]},
        },
        "targets": [target],
    }
    with open(os.path.join(folder, "c.yaml"), "w", encoding="ascii") as file:
        json.dump(config, file)

    def asked(*options):
        (record,) = jsonl(sweep("-f", "c.yaml", *options, target, "--format", "jsonl"))
        return record["retries"], record["duration_ms"]

    retries, elapsed = asked("-m", "slow,plain")
    assert retries == 3 and elapsed >= 399
    assert asked("-m", "slow", "-r", "1", "-t", "20ms")[0] == 1
    assert asked("-m", "slow", "-t", "20ms")[0] == 3
    assert asked("-m", "plain")[0] == 0


BAD_USAGE = [
    (["10.0.0.0/33"], "10.0.0.0/33"),
    (["10.0.0.9-1"], "10.0.0.9-1"),
    (["10.0.0.0/2"], "10.0.0.0/2"),
    (["host:99999"], "99999"),
    (["300.1.1.1"], "300.1.1.1"),
    (["[::1"], "[::1"),
    (["bad host"], "bad host"),
    (["@missing.txt"], "missing.txt"),
    (["127.0.0.1", "-o", "sysDecsr.0"], "sysDecsr"),
    (["127.0.0.1", "-o", "1.3.6.x"], "1.3.6.x"),
    (["127.0.0.1", "-m", "sytem"], "sytem"),
    (["127.0.0.1", "-v", "4"], "4"),
    (["127.0.0.1", "-v", "3"], "-u"),
    (["127.0.0.1", "-u", "x", "-l", "authPriv"], "-A"),
    (["127.0.0.1", "-u", "x", "-a", "SHA3", "-A", "long-enough"], "SHA3"),
    (["127.0.0.1", "-u", "x", "-A", "short"], "8"),
    (["127.0.0.1", "-u", "x", "-A", "@nowhere.pass"], "nowhere.pass"),
    (["127.0.0.1", "-u", "x", "-A", "env:NO_SUCH_VARIABLE"], "NO_SUCH_VARIABLE"),
    (["127.0.0.1", "-u", "x", "-e", "xyz"], "xyz"),
    (["127.0.0.1", "--auth", "nobody"], "nobody"),
    (["127.0.0.1", "-t", "soon"], "soon"),
    (["127.0.0.1", "-r", "-1"], "-r"),
    (["127.0.0.1", "--format", "xml"], "xml"),
    (["127.0.0.1", "--only", "some"], "some"),
    (["127.0.0.1", "--workers", "0"], "workers"),
    (["127.0.0.1", "--rate", "fast"], "fast"),
    (["127.0.0.1", "--no-such-option"], "--no-such-option"),
    (["127.0.0.1", "--output", "/nowhere/out"], "/nowhere/out"),
    ([], "TARGET"),
]


@pytest.mark.parametrize("arguments, named", BAD_USAGE, ids=[" ".join(case[0]) or "nothing" for case in BAD_USAGE])
def test_bad_usage_is_one_sentence_that_names_the_argument(sweep, arguments, named):
    result = sweep(*arguments)
    assert result.returncode == 2, result.stderr
    assert named in result.stderr and len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert result.stdout == ""


def test_a_bad_line_of_a_file_is_named_with_its_number(folder, sweep):
    with open(os.path.join(folder, "hosts"), "w", encoding="ascii") as file:
        file.write("127.0.0.1\n10.0.0.0/40\n")
    result = sweep("@hosts")
    assert result.returncode == 2 and "hosts:2" in result.stderr and "10.0.0.0/40" in result.stderr


def test_a_secret_community_is_not_repeated_in_an_error(sweep):
    result = sweep("s3cret@10.0.0.0/40")
    assert result.returncode == 2 and "s3cret" not in result.stderr


def summary_of(stderr):
    """(ended, of) from "interrupted: 7 of 200 hosts in .."."""
    words = next(line for line in stderr.splitlines() if " hosts in " in line).split()
    return int(words[words.index("of") - 1]), int(words[words.index("of") + 1])


@pytest.mark.parametrize("signals", [1, 2])
def test_ctrl_c_prints_the_summary_and_a_record_for_every_host_that_was_begun(folder, fake_agent, ended, signals):
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    out = os.path.join(folder, "out.jsonl")
    targets = [f"127.1.0.1-20:{port}", f"127.2.0.1-200:{port}"]
    blocking = ["-t", "10", "--workers", "8", "--sessions", "1"]
    argv = [binary("snmpolld"), "sweep", *targets, *blocking, "--format", "jsonl", "--output", out]
    ended.append(Running(argv, folder))
    wait_until(lambda: len(records.read(out)) == 20, "the records of those that answer")
    for _ in range(signals):
        ended[-1].signal(signal.SIGINT)
    assert ended[-1].wait(8) == 1
    found = records.read(out)
    records.check_ledger(found)
    finished, total = summary_of(ended[-1].stderr)
    assert total == 220 and finished == len(found) == len(records.by_host(found)) < 220
    assert "interrupted" in ended[-1].stderr
    assert all(record["status"] == "ok" for record in found if record["host"].startswith("127.1."))
    assert not any(record["status"] == "ok" for record in found if record["host"].startswith("127.2."))


def test_a_reader_that_leaves_ends_the_sweep(folder, fleet):
    command = f"'{binary('snmpolld')}' sweep 127.16.0.0/16:{fleet().port} --rate 0 | head -1"
    result = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, timeout=240, check=False)
    assert len(result.stdout.splitlines()) == 1 and b"Traceback" not in result.stderr
    with_status = ["bash", "-c", command + "; exit ${PIPESTATUS[0]}"]
    status = subprocess.run(with_status, cwd=folder, capture_output=True, timeout=240, check=False)
    assert status.returncode in (1, 3, 128 + signal.SIGPIPE)


def test_a_terminal_shows_progress_and_a_pipe_does_not(folder, fleet, sweep):
    port = fleet("--delay", "20").port
    arguments = [f"127.0.0.1-100:{port}", "--workers", "2", "--sessions", "1", "--rate", "0"]
    master, slave = pty.openpty()
    argv = [binary("snmpolld"), "sweep", *arguments]
    with subprocess.Popen(argv, cwd=folder, stdout=subprocess.DEVNULL, stderr=slave) as process:
        os.close(slave)
        shown = read_all(master)
        assert process.wait(120) == 0
    assert b"\r" in shown and b"/100 " in shown and b"ETA" in shown and b"100 of 100 hosts" in shown
    assert "\r" not in sweep(*arguments).stderr


def read_all(terminal):
    parts = []
    while True:
        try:
            parts.append(os.read(terminal, 65536))
        except OSError:  # EIO: the other side is closed
            os.close(terminal)
            return b"".join(parts)


def test_literal_passphrases_are_wiped_from_the_arguments(folder, fake_agent, ended):
    port = fake_agent({"127.0.0.0/8": "drop"}).port
    targets = [f"hidden-community@127.0.0.1:{port}", f"127.0.0.2:{port}"]
    user = ["-u", "poller", "-A", "auth-secret-1", "-X", "priv-secret-2"]
    argv = [binary("snmpolld"), "sweep", *targets, *user, "-t", "20"]
    ended.append(Running(argv, folder))
    pid = ended[-1].pid
    wait_until(lambda: read_text(f"/proc/{pid}/task/{pid}/children"), "workers")
    cmdline = read_text(f"/proc/{pid}/cmdline")
    assert "poller" in cmdline
    for secret in ("auth-secret-1", "priv-secret-2", "hidden-community"):
        assert secret not in cmdline
