"""Walks of recordings give exactly the recording; agents that do it wrong end in bounded time with the right status and
never a value under a wrong OID; walks of any size stream."""

import json
import os
import shutil
import signal
import tempfile

import pytest
from harness import records, recordings
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD
from harness.memory import HighWater
from harness.process import Running, binary, children, is_sanitized, wait_until
from harness.recordings import GENERATED, RecordedAgent, by_oid, check_same, generated, rows_of, without_counter64
from harness.service import run as run_program

V3 = ["-v", "3", "-u", "walker", "-a", "SHA256", "-A", AUTH_PASSWORD, "-x", "AES", "-X", PRIV_PASSWORD]
LOGINS = {"v1": ["-v", "1"], "v2c": ["-v", "2c"], "v3": V3}
SETS = {"own": recordings.own(), "captures": recordings.captures()}
PATIENT = ["-t", "20", "-r", "2"]
HASTY = ["-t", "0.2", "-r", "5"]
TABLE = 400  # rows of the agents that do it wrong
BIG = 60_000
SANITIZED = is_sanitized()
ROWS = 200_000 if SANITIZED else 1_400_000
LARGE = 15_000  # rows; walked one by one over v1 only, unless SNMPOLLD_LONG_TESTS is set


def files_of(name):
    if not SETS[name]:
        pytest.skip("no folder shared/captures beside the project")
    return SETS[name]


class Network:
    """All recordings of a set on one agent."""

    def __init__(self, name):
        self.files = files_of(name)
        self.folder = tempfile.mkdtemp(prefix="snmpolld-")
        self.rows = [by_oid(recordings.read(path)) for path in self.files]
        self.agents = {}

    def agent(self, *trouble):
        if trouble not in self.agents:
            self.agents[trouble] = RecordedAgent(self.folder, *trouble, *self.files)
        return self.agents[trouble]

    def end(self):
        for agent in self.agents.values():
            agent.end()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def networks():
    found = {}
    yield lambda name: found.get(name) or found.setdefault(name, Network(name))
    for network in found.values():
        network.end()


def sweep_walk(folder, addresses, *words, deadline=600):
    """{address: record}, parts joined; the exit status agrees."""
    result = run_program(folder, "sweep", "--format", "jsonl", "--rate", "0", *words, *addresses, deadline=deadline)
    assert result.returncode in (0, 1), result.stderr
    joined = records.joined(recordings.parse(result.stdout))
    found = records.by_host(joined)
    assert len(found) == len(joined) and set(found) == set(addresses), result.stderr
    assert (result.returncode == 0) == all(record["status"] == "ok" for record in found.values())
    return found


def check_exact(network, agent, login, folder, *words, most=None):
    chosen = [(a, p, r) for a, p, r in zip(agent.addresses, network.files, network.rows) if not most or len(r) <= most]
    found = sweep_walk(folder, [a for a, _, _ in chosen], "--walk", ".1", *LOGINS[login], *PATIENT, *words)
    for address, path, rows in chosen:
        record = found[address]
        assert record["status"] == "ok", (path, record["error"])
        check_same(rows_of(record["varbinds"]), without_counter64(rows) if login == "v1" else rows, path)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("repetitions", [1, 10, 25, 100])
@pytest.mark.parametrize("login", ["v2c", "v3"])
def test_a_walk_is_exactly_the_recording(folder, networks, name, login, repetitions):
    network = networks(name)
    most = LARGE if repetitions == 1 and "SNMPOLLD_LONG_TESTS" not in os.environ else None
    check_exact(network, network.agent(), login, folder, "--max-repetitions", repetitions, most=most)


@pytest.mark.parametrize("name", SETS)
def test_a_walk_over_v1_is_the_recording_without_counter64(folder, networks, name):
    network = networks(name)
    check_exact(network, network.agent(), "v1", folder)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("trouble", [["--max-message", 1400], ["--max-message", 1400, "--toobig-bulk"]])
def test_an_agent_that_says_too_big_above_1400_octets(folder, networks, name, trouble):
    network = networks(name)
    check_exact(network, network.agent(*trouble), "v2c", folder, "--max-repetitions", 100)


def test_an_agent_that_says_too_big_over_v3(folder, networks):
    network = networks("own")
    agent = network.agent("--max-message", 1400, "--toobig-bulk")
    check_exact(network, agent, "v3", folder, "--max-repetitions", 100)


@pytest.mark.parametrize("name", SETS)
def test_recordings_in_the_order_of_their_files(folder, networks, name):
    network = networks(name)
    agent = network.agent("--unsorted")
    found = sweep_walk(folder, agent.addresses, "--walk", ".1", "--allow-nonincreasing-oids", *PATIENT)
    for address, path in zip(agent.addresses, network.files):
        exact(found[address], recordings.read(path))


def big_strings(rows):
    """As tests/agents/recording.cpp does it to every 50th row."""
    out = list(rows)
    for i in range(49, len(out), 50):
        out[i] = (out[i][0], "OctetString", (out[i][0] + " ").ljust(BIG, "x"), None)
    return out


def every_type():
    return next(path for path in recordings.own() if "every-type" in path)


def exact(record, rows):
    assert record["status"] == "ok", record["error"]
    check_same(rows_of(record["varbinds"]), rows, "exact")


def some_rows(record, rows):
    """Some of the rows, in their order, each as it is."""
    assert record["status"] == "ok", record["error"]
    check_part(rows_of(record["varbinds"]), rows)


def check_part(found, rows):
    place = {row[0]: i for i, row in enumerate(rows)}
    places = [place[row[0]] for row in found]
    assert places == sorted(set(places))
    assert all(row == rows[place[row[0]]] for row in found)


def loops(record, rows):
    assert record["status"] == "partial"
    check_same(rows_of(record["varbinds"]), rows, "loop")
    assert rows[-1][0] in record["error"] and rows[0][0] in record["error"], record["error"]


def repeats(record, rows):
    assert record["status"] == "partial" and rows[0][0] in record["error"], record["error"]
    check_same(rows_of(record["varbinds"]), rows[:1], "repeat")


def is_endless(record, rows):
    found = rows_of(record["varbinds"])
    check_same(found[: len(rows)], rows, "endless")
    last = f"{GENERATED}.8.{TABLE // 8}"
    made_up = [(f"{last}.{i + 1}", "Integer32", i + 1, None) for i in range(len(found) - len(rows))]
    check_same(found[len(rows):], made_up, "endless")
    assert record["status"] == "partial" and found[-1][0] in record["error"], record["error"]


def has_max_rows(record, rows):
    is_endless(record, rows)
    assert len(record["varbinds"]) == 5000 and "max_rows" in record["error"]


def is_big(record, _):
    rows = big_strings(by_oid(recordings.read(every_type())))
    exact(record, without_counter64(rows) if record["login"] == "v1" else rows)


BAD_AGENTS = [
    (["--loop", "--generate", TABLE], loops),
    (["--repeat", "--generate", TABLE], repeats),
    (["--endless", "--generate", TABLE], has_max_rows),
    (["--shrink", "--generate", TABLE], some_rows),
    (["--grow", "--generate", TABLE], some_rows),
    (["--other-column", "--generate", TABLE], some_rows),
    (["--empty-bulk", "--generate", TABLE], exact),
    (["--no-bulk", "silent", "--generate", TABLE], exact),
    (["--no-bulk", "generr", "--generate", TABLE], exact),
    (["--cut", 3, "--generate", TABLE], exact),
    (["--cut", 1, "--generate", TABLE], exact),
    (["--loss", 5, "--generate", TABLE], exact),
    (["--delay", 2, "--generate", TABLE], exact),
    (["--max-message", 250, "--generate", TABLE], exact),
    (["--big-strings", BIG, every_type()], is_big),
]


@pytest.mark.parametrize("login", LOGINS)
def test_agents_that_do_it_wrong(folder, recorded_agent, login):
    agent = recorded_agent(*[word for trouble, _ in BAD_AGENTS for word in ("--honest", *trouble)])
    found = sweep_walk(folder, agent.addresses, "--walk", ".1", "--max-rows", 5000, *LOGINS[login], *HASTY)
    assert all(record["requests"] + record["retries"] < 5100 for record in found.values())
    rows = list(generated(TABLE))
    for address, (trouble, check) in zip(agent.addresses, BAD_AGENTS):
        try:
            check({**found[address], "login": login}, without_counter64(rows) if login == "v1" else rows)
        except AssertionError as error:
            raise AssertionError(f"{trouble}: {error}") from error


def test_an_endless_walk_ends_with_the_deadline(folder, recorded_agent):
    agent = recorded_agent("--endless", "--generate", TABLE)
    (record,) = sweep_walk(folder, agent.addresses, "--walk", ".1", "--deadline", "500ms", *PATIENT).values()
    assert float(record["duration_ms"]) < 10_000
    unfinished = record["varbinds"].pop()
    assert (unfinished["oid"], unfinished["type"]) == ("1", None) and "deadline" in unfinished["error"], unfinished
    is_endless(record, list(generated(TABLE)))
    assert "deadline" in record["error"]


def test_an_agent_that_walks_in_an_order_of_its_own(folder, recorded_agent):
    path = next(path for path in recordings.own() if "unsorted" in path)
    agent = recorded_agent("--unsorted", path, "--honest", "--loop", path)
    rows = recordings.read(path)
    refused = sweep_walk(folder, agent.addresses, "--walk", ".1", "--max-repetitions", 4)[agent.addresses[0]]
    assert refused["status"] == "partial" and rows[2][0] in refused["error"], refused["error"]
    check_same(rows_of(refused["varbinds"]), rows[:2], path)
    allowed = sweep_walk(folder, agent.addresses, "--walk", ".1", "--max-repetitions", 4, "--allow-nonincreasing-oids")
    exact(allowed[agent.addresses[0]], rows)
    loop = allowed[agent.addresses[1]]
    assert loop["status"] == "partial", loop["error"]
    check_same(rows_of(loop["varbinds"]), by_oid(rows), path)


def column(number):
    return f"{GENERATED}.{number}"


def test_subtrees_side_by_side_are_each_exact(folder, recorded_agent):
    agent = recorded_agent(
        "--generate", TABLE, "--cut", 7, "--generate", TABLE, "--honest", "--max-message", 400, "--generate", TABLE
    )
    for login in LOGINS:
        rows = without_counter64(generated(TABLE)) if login == "v1" else list(generated(TABLE))
        wanted = [column(i) for i in (7, 2, 6, 1)]
        walks = [word for oid in wanted for word in ("--walk", oid)]
        for record in sweep_walk(folder, agent.addresses, *walks, *LOGINS[login], *PATIENT).values():
            expected = by_oid([row for oid in wanted for row in recordings.under(rows, oid)])
            exact({**record, "varbinds": sorted(record["varbinds"], key=lambda v: recordings.key(v["oid"]))}, expected)


def test_subtrees_side_by_side_of_agents_that_do_it_wrong(folder, recorded_agent):
    troubles = [trouble for trouble, check in BAD_AGENTS if check is not is_big]
    agent = recorded_agent(*[word for trouble in troubles for word in ("--honest", *trouble)])
    walks = [word for i in range(1, 8) for word in ("--walk", column(i))]
    found = sweep_walk(folder, agent.addresses, *walks, *HASTY)
    assert all(record["requests"] + record["retries"] < 1000 for record in found.values())
    rows = {row[0]: row for row in generated(TABLE)}
    for address, trouble in zip(agent.addresses, troubles):
        assert found[address]["status"] in ("ok", "partial", "bad_response"), (trouble, found[address]["error"])
        oids = [varbind["oid"] for varbind in found[address]["varbinds"]]
        assert len(oids) == len(set(oids)), trouble
        assert all(rows[row[0]] == row for row in rows_of(found[address]["varbinds"])), trouble


@pytest.mark.parametrize("login", LOGINS)
def test_an_agent_that_answers_other_columns_than_asked(folder, recorded_agent, login):
    agent = recorded_agent("--other-column", "--generate", TABLE)
    words = ["--walk", column(2), "--walk", column(3), *LOGINS[login], *HASTY]
    (record,) = sweep_walk(folder, agent.addresses, *words).values()
    rows = {row[0]: row for row in generated(TABLE)}
    for row in rows_of(record["varbinds"]):
        assert row == rows[row[0]] and row[0].startswith((column(2) + ".", column(3) + "."))
    get = ["-o", f"{column(2)}.1", "-o", f"{column(3)}.1", *LOGINS[login], *HASTY]
    (record,) = sweep_walk(folder, agent.addresses, *get).values()
    assert record["status"] == "ok" and rows_of(record["varbinds"]) == [rows[f"{column(2)}.1"], rows[f"{column(3)}.1"]]


def test_walks_of_an_instance_a_scalar_and_nothing(folder, recorded_agent):
    agent = recorded_agent(every_type())
    name = ("1.3.6.1.2.1.1.5.0", "OctetString", "every-type", None)
    for login in LOGINS:
        for oid, expected in [("sysName", [name]), ("sysName.0", [name]), ("1.3.6.1.2.1.99", []), ("1.3.9", [])]:
            (record,) = sweep_walk(folder, agent.addresses, "--walk", oid, *LOGINS[login]).values()
            exact(record, expected)
    result = run_program(folder, "sweep", "--walk", "1.3.6.1.2.1.99", *agent.addresses)
    assert result.returncode == 0 and "no varbinds" in result.stdout


def test_a_get_beside_a_walk(folder, recorded_agent):
    agent = recorded_agent(every_type())
    rows = by_oid(recordings.read(every_type()))
    words = ["-o", "sysName.0", "--walk", "ifTable"]
    (record,) = sweep_walk(folder, agent.addresses, *words).values()
    exact(record, recordings.under(rows, "1.3.6.1.2.1.1.5") + recordings.under(rows, "1.3.6.1.2.1.2.2"))


def walk_service(start_service, agent, **walk):
    return start_service({
        "defaults": {"interval": "1s", "timeout": "1s", "timeout_min": "1s", "retries": 3, "modules": ["table"]},
        "modules": {"table": {"walk": [GENERATED], **walk}},
        "targets": [{"hosts": address} for address in agent.addresses],
        "workers": {"count": 1},
    })


def test_what_a_walk_has_learned_is_remembered(recorded_agent, start_service):
    agent = recorded_agent(
        "--no-bulk", "silent", "--generate", 40, "--honest", "--max-message", 300, "--toobig-bulk", "--generate", 40
    )
    service = walk_service(start_service, agent, max_repetitions=40)

    def two_polls(found):
        begun = [[r for r in found if r["host"] == a and r["status"] != "skipped"][:2] for a in agent.addresses]
        return begun if min(map(len, begun)) == 2 else None

    silent, small = service.wait_for_records(two_polls, "two polls of both")
    assert [record["status"] for record in silent + small] == ["ok"] * 4
    assert silent[0]["retries"] > 0 and silent[1]["retries"] == 0
    assert small[1]["requests"] < small[0]["requests"]
    for record in silent + small:
        check_same(rows_of(record["varbinds"]), list(generated(40)), "walk")


def start_sweep(folder, *words):
    return Running([binary("snmpolld"), "sweep", "--format", "jsonl", "--rate", "0", *map(str, words)], folder)


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        yield from map(json.loads, file)


def test_a_walk_of_a_million_rows_streams(folder, recorded_agent):
    agent = recorded_agent("--generate", ROWS, *["--generate", TABLE] * 20)
    words = ["--walk", ".1", "--max-repetitions", 100, "--workers", 1, "--sessions", 32, *PATIENT]
    memory = HighWater(start_sweep(folder, *words, *agent.addresses))
    wait_until(memory.has_ended, "the end of the walk", 600)
    assert memory.process.wait() == 0, memory.process.stderr
    rows, parts, others_after = generated(ROWS), 0, 0
    for record in lines_of(memory.process.stdout_path):
        if record["host"] != agent.addresses[0]:
            others_after += parts > 5
            continue
        parts += 1
        assert record["part"] == parts and (record["status"] is None) == (not record["last"])
        found = rows_of(record["varbinds"])
        check_same(found, [next(rows) for _ in found], "the million")
    assert next(rows, None) is None and record["status"] == "ok" and parts > 10
    assert others_after == 0, "other hosts waited for the large one"
    if not SANITIZED:
        assert memory.supervisor < 60 and memory.worker < 24, (memory.supervisor, memory.worker)  # 7 are libraries


def between_two_parts(folder, agent, *words):
    """A sweep that has written two parts of its walk and goes on."""
    sweep = start_sweep(folder, "--walk", ".1", "--max-repetitions", 100, *words, *PATIENT, *agent.addresses)
    wait_until(lambda: sweep.stdout.count('"last":false') >= 2, "two parts")
    return sweep


def cut_short(sweep):
    """The one record of a sweep that ended early; its values are the beginning of the table."""
    assert sweep.wait() == 1
    (record,) = records.joined(lines_of(sweep.stdout_path))
    assert record["part"] >= 3
    found = rows_of(record["varbinds"])
    assert 20_000 <= len(found) < ROWS
    expected = generated(ROWS)
    check_same(found, [next(expected) for _ in found], "what came before")
    return record


@pytest.mark.parametrize("number, words", [(signal.SIGKILL, []), (signal.SIGSTOP, ["--deadline", "10s"])])
def test_a_worker_that_dies_or_hangs_between_two_parts(folder, recorded_agent, number, words):
    sweep = between_two_parts(folder, recorded_agent("--delay", 1, "--generate", ROWS), *words)
    (worker,) = children(sweep.pid)
    os.kill(worker, number)
    assert cut_short(sweep)["status"] == "worker_lost"


def test_a_sweep_that_is_interrupted_between_two_parts(folder, recorded_agent):
    sweep = between_two_parts(folder, recorded_agent("--delay", 1, "--generate", ROWS))
    sweep.signal(signal.SIGINT)
    assert "shutdown" in cut_short(sweep)["error"]
