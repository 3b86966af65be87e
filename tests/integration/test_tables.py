"""What people see of walks: `sweep --table`, and the text of walks, of a real snmpd and of an agent with many rows."""

import csv
import fcntl
import io
import json
import os
import pty
import re
import struct
import subprocess
import termios

import pytest
from harness.agents import SYS_DESCR, SYS_NAME
from harness.process import Running, binary

IF_TABLE = "1.3.6.1.2.1.2.2"
ONE_TRY = ["-t", "10", "-r", "0"]
GENERATED = "1.3.6.1.4.1.99999.2"
GENERATED_ADDRESS = "127.41.0.1"


class Generated(Running):
    """A device whose one table has 8 columns and so many values."""

    def __init__(self, folder, values):
        options = ["--first", GENERATED_ADDRESS, "--generate", str(values)]
        super().__init__([binary("recorded_agent"), *options], folder, stdin=subprocess.PIPE)
        self.wait_for_output("ready")
        self.target = re.match(r"\S+", self.stdout).group()


@pytest.fixture
def generated(folder, ended):
    def start(values):
        ended.append(Generated(folder, values))
        return ended[-1].target

    return start


def blocks(text):
    """{host: its table's lines}; lines of failed hosts are in no block."""
    found = {}
    for paragraph in text.split("\n\n"):
        lines = paragraph.splitlines()
        if lines and lines[0].startswith("== "):
            found[lines[0][3:].split(": ")[0]] = lines
    return found


def column(lines, title):
    """Index to value of a column without spaces in its values, of columns that have none either."""
    place = lines[1].split().index(title)
    return {line.split()[0]: line.split()[place] for line in lines[3:]}


def interfaces():
    return {name for name in os.listdir("/sys/class/net") if os.path.isdir(f"/sys/class/net/{name}")}


@pytest.mark.parametrize("table", ["ifTable", "IF-MIB::ifTable", IF_TABLE, "ifEntry"])
def test_a_table_is_rows_by_index_and_columns_by_object(sweep, snmpd, table):
    result = sweep(f"127.0.0.1:{snmpd.port}", "--table", table)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert re.fullmatch(rf"== 127.0.0.1:{snmpd.port}: ifTable \({re.escape(IF_TABLE)}\), \d+ rows?", lines[0])
    assert lines[1].split()[:5] == ["index", "ifIndex", "ifDescr", "ifType", "ifMtu"]
    assert lines[2].split()[:4] == [".1", ".2", ".3", ".4"]
    names = column(lines, "ifDescr")
    assert "lo" in names.values() and set(names.values()) <= interfaces()
    assert all(index == value for index, value in column(lines, "ifIndex").items())
    assert lines[0].split()[-2] == str(len(lines) - 3)


def test_several_hosts_have_a_table_each_and_one_that_failed_a_line(sweep, snmpd, closed_port):
    dead = f"127.0.0.9:{closed_port}"
    result = sweep(f"127.0.0.1-3:{snmpd.port}", dead, "--table", "ifTable", *ONE_TRY)
    assert result.returncode == 1
    found = blocks(result.stdout)
    assert sorted(found) == [f"127.0.0.{i}:{snmpd.port}" for i in (1, 2, 3)]
    assert all("lo" in column(lines, "ifDescr").values() for lines in found.values())
    (line,) = [line for line in result.stdout.splitlines() if line.startswith(dead)]
    assert "unreachable" in line or "timeout" in line


def test_a_table_that_the_device_does_not_have_is_said(sweep, snmpd):
    result = sweep(f"127.0.0.1:{snmpd.port}", "--table", "1.3.6.1.4.1.99999.77")
    assert result.returncode == 0
    assert result.stdout == f"== 127.0.0.1:{snmpd.port}: 1.3.6.1.4.1.99999.77, no rows\n"


def test_tables_are_plain_walks_for_programs(sweep, snmpd):
    target = f"127.0.0.1:{snmpd.port}"
    walked = json.loads(sweep(target, "--table", "ifTable", "--format", "jsonl").stdout)
    rows = list(csv.DictReader(io.StringIO(sweep(target, "--table", "ifTable", "--format", "csv").stdout)))
    assert walked["status"] == "ok" and "part" not in walked
    oids = [varbind["oid"] for varbind in walked["varbinds"]]
    assert len(set(oids)) == len(oids) and all(oid.startswith(IF_TABLE + ".1.") for oid in oids)
    assert [row["oid"] for row in rows] == oids
    assert {(row["part"], row["last"], row["rate"], row["rate_reason"]) for row in rows} == {("1", "true", "", "")}


def on_terminal(arguments, folder, width):
    """What the program writes to a terminal that is so wide, without what clears the rest of a line."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    popen = subprocess.Popen([binary("snmpolld"), *arguments], cwd=folder, stdout=slave, stderr=subprocess.DEVNULL)
    os.close(slave)
    written = b""
    try:
        while chunk := os.read(master, 65536):
            written += chunk
    except OSError:  # EIO: its last writer has ended
        pass
    os.close(master)
    assert popen.wait(timeout=120) == 0
    return written.decode().replace("\x1b[K", "").replace("\r\n", "\n")


def test_a_table_is_broken_into_columns_that_fit_the_terminal(folder, snmpd):
    arguments = ["sweep", f"127.0.0.1:{snmpd.port}", "--table", "ifTable", "--color", "never"]
    wide, narrow = (on_terminal(arguments, folder, width) for width in (1000, 80))
    assert wide.count("index ") == 1 and narrow.count("index ") > 2
    assert max(len(line) for line in narrow.splitlines()) <= 80
    titles = [title for line in narrow.splitlines() if line.startswith("index ") for title in line.split()[1:]]
    assert titles == wide.splitlines()[1].split()[1:]


def test_a_walk_has_a_line_a_varbind_with_name_and_oid(sweep, snmpd):
    result = sweep(f"127.0.0.1:{snmpd.port}", "--walk", "system")
    assert result.returncode == 0, result.stderr
    head, *rows = result.stdout.splitlines()
    assert re.fullmatch(rf"127.0.0.1:{snmpd.port}  ok +[\d.]+ ms  {len(rows)} varbinds", head), head
    found = dict(re.fullmatch(r"  (\S+ +[\d.]+) += (.*)", row).groups() for row in rows)
    by_oid = {words.split()[1]: (words.split()[0], value) for words, value in found.items()}
    assert by_oid[SYS_NAME] == ("sysName.0", "integration-snmpd")
    assert by_oid[SYS_DESCR][0] == "sysDescr.0" and "Linux" in by_oid[SYS_DESCR][1]
    assert len({row.index(" = ") for row in rows}) == 1


def test_a_walk_of_nothing_is_ok_and_says_so(sweep, snmpd):
    target = f"127.0.0.1:{snmpd.port}"
    result = sweep(target, "--walk", "1.3.6.1.4.1.99999.77")
    assert result.returncode == 0 and len(result.stdout.splitlines()) == 1
    assert " ok " in result.stdout and "no varbinds" in result.stdout
    record = json.loads(sweep(target, "--walk", "1.3.6.1.4.1.99999.77", "--format", "jsonl").stdout)
    assert record["status"] == "ok" and record["varbinds"] == [] and record["error"] is None


def test_a_large_walk_comes_in_parts_that_are_numbered_and_whole(sweep, generated):
    target = generated(40_000)
    parts = [json.loads(line) for line in sweep(target, "--walk", GENERATED, "--format", "jsonl").stdout.splitlines()]
    assert len(parts) > 1
    assert [part["part"] for part in parts] == list(range(1, len(parts) + 1))
    assert [part["last"] for part in parts] == [False] * (len(parts) - 1) + [True]
    assert {part["seq"] for part in parts} == {1} and len({part["run"] for part in parts}) == 1
    assert [part["status"] for part in parts] == [None] * (len(parts) - 1) + ["ok"]
    oids = [varbind["oid"] for part in parts for varbind in part["varbinds"]]
    assert len(oids) == len(set(oids)) == 40_000

    rows = list(csv.DictReader(io.StringIO(sweep(target, "--walk", GENERATED, "--format", "csv").stdout)))
    assert {row["oid"] for row in rows if row["oid"]} == set(oids)
    assert all((row["last"] == "true") == (row["status"] == "ok") for row in rows)


def test_the_text_of_a_large_walk_has_one_head_and_its_total_at_the_end(sweep, generated):
    target = generated(40_000)
    lines = sweep(target, "--walk", GENERATED).stdout.splitlines()
    assert lines[0] == f"{target}  part 1" and len(lines) == 40_002
    assert re.fullmatch(rf"{target}  ok .* ms  40000 varbinds in \d+ parts", lines[-1]), lines[-1]
    assert all(line.startswith("  1.3.6.1.4.1.99999.2.1.") for line in lines[1:-1])


def test_a_table_in_parts_is_one_table(sweep, generated):
    lines = sweep(generated(40_000), "--table", GENERATED).stdout.splitlines()
    assert lines[0].endswith(f": {GENERATED}, 5000 rows") and len(lines) == 5003
    assert lines[1].split() == ["index", *map(str, range(1, 9))]
    assert [line.split()[0] for line in lines[3:]] == [str(i) for i in range(1, 5001)]


def test_a_table_too_large_to_be_gathered_comes_in_pieces_of_which_none_is_missing(sweep, generated):
    text = sweep(generated(250_000), "--table", GENERATED).stdout
    heads = [line for line in text.splitlines() if line.startswith("== ")]
    assert heads[0].endswith(" rows so far") and all(", continued, " in h or h.endswith(", end") for h in heads[1:])
    places = set()
    for paragraph in text.split("\n\n"):
        lines = paragraph.splitlines()
        titles = re.findall(r"\S+", lines[1])[1:] if len(lines) > 1 else []
        for line in lines[3:]:
            values = re.split(r" {2,}", line)
            places |= {(values[0], title) for title, value in zip(titles, values[1:]) if value != "?"}
    assert len(places) == 250_000


@pytest.mark.parametrize("only, hosts", [("ok", 1), ("failed", 1)])
def test_only_passes_a_walk_in_parts_whole_or_not_at_all(sweep, closed_port, generated, only, hosts):
    target = generated(40_000)
    dead = f"127.0.0.9:{closed_port}"
    result = sweep(target, dead, "--walk", GENERATED, "--only", only, "--format", "jsonl", *ONE_TRY)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert {record["host"] for record in found} == {target if only == "ok" else dead}
    assert sum(record.get("last", True) for record in found) == hosts
    assert [record.get("part", 1) for record in found] == list(range(1, len(found) + 1))


def test_a_full_output_drops_parts_and_their_numbers_show_it(folder, generated, start_service):
    """A reader that stands still, and parts so large that the queue is full soon; the other output has them all."""
    target = generated(200_000)
    fifo = os.path.join(folder, "stuck.fifo")
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        service = start_service(
            {
                "defaults": {"interval": "1s", "timeout": "5s"},
                "modules": {"all": {"walk": [GENERATED]}},
                "targets": [{"hosts": target, "modules": ["all"]}],
                "outputs": [{"type": "jsonl", "path": fifo}, {"type": "jsonl", "path": os.path.join(folder, "good")}],
                "workers": {"count": 1},
            }
        )
        dropped = lambda status: next(o for o in status["outputs"] if fifo in o["name"])["dropped"]  # noqa: E731
        service.wait_for_status(lambda status: dropped(status) > 3, "dropped parts", 240)
        assert service.stop(deadline=10) == 4
        with open(os.path.join(folder, "good"), encoding="utf-8") as file:
            good = [json.loads(line) for line in file]
        polls = {}
        for record in good:
            polls.setdefault(record["seq"], []).append(record)
        assert all([part.get("part", 1) for part in parts] == list(range(1, len(parts) + 1)) for parts in polls.values())
        assert all(sum(part.get("last", True) for part in parts) == 1 for parts in polls.values())
    finally:
        os.close(reader)
