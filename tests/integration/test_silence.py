"""A host that answers something is asked in smaller pieces for what it does not answer; what was found out is remembered; a
host that has not said a word gets no packet more than its tries."""

import json

import pytest
from harness import records
from harness.devices import (HONEST, IF_ENTRY, INTERFACES, LOGINS, TWENTY, Case, DeafPort, Polls, ServedHosts, by_oid, cell, check,
                             column, expand, gets, is_failed, name_of, system, walks)

ALL = ("v1", "v2c", "v3")
COLUMNS = (2, 5, 10)
EIGHT = TWENTY[:8]
QUESTIONS = {
    "system": gets(*map(system, range(1, 8))),
    "eight": gets(*EIGHT),
    "twenty": gets(*TWENTY),
    "one": gets(system(4)),
    "columns": gets(system(4)) + walks(*map(column, COLUMNS)),
    "walked": walks(*map(column, COLUMNS)),
    "table": walks(IF_ENTRY),
    "scalars and table": gets(*map(system, (1, 4, 6, 7))) + walks(column(2)),
}
ASKED = ["-t", "0.6", "-r", "1"]
CONFIG = {"defaults": {"timeout_min": "250ms"}}
LIMITS = (1, 2, 4, 5, 16)


def silent(*oids):
    return Case("+".join(f"answers:{oid}?drop" for oid in oids), missing={oid: "no answer" for oid in oids})


def silent_column(number, rule, versions=ALL):
    return Case(rule, absent=(column(number),), named=(column(number),), versions=versions)


TABLES = {
    "twenty": [
        *(silent(TWENTY[n])._replace(versions=ALL) for n in (0, 1, 10, 18, 19)),
        silent(TWENTY[0], TWENTY[1]),
        silent(TWENTY[1], TWENTY[18]),
        silent(TWENTY[9], TWENTY[10]),
        silent(TWENTY[3], TWENTY[4], TWENTY[17]),
        silent(*TWENTY[5:15])._replace(versions=("v1",)),
        *(Case(f"get?more_than:{n}?drop", versions=ALL) for n in LIMITS),
        Case(f"get?more_than:4?drop+answers:{TWENTY[6]}?drop", missing={TWENTY[6]: "no answer"}),
        Case("get?more_than:4?error:5:0"),
        Case("get?more_than:4?garbage"),
        Case(f"get?asks:{TWENTY[6]}?drop", versions=("v1", "v2c")),  # GETNEXT has it
    ],
    "system": [
        *(silent(system(n)) for n in range(1, 8)),
        silent(system(3))._replace(versions=("v1", "v3")),
        silent(system(1), system(2), system(3)),
        Case(f"asks:{system(3)}?get?drop"),
    ],
    "columns": [
        *(silent_column(n, f"answers:{column(n)}?drop") for n in COLUMNS),
        *(silent_column(n, f"asks:{column(n)}?drop", ("v2c",)) for n in COLUMNS),
        silent_column(5, f"answers:{column(5)}?garbage", ("v2c",)),
        Case(f"answers:{column(5)}?drop+answers:{column(10)}?drop", absent=(column(5), column(10)),
             named=(column(5), column(10))),
        *(Case(f"answers:{cell(5, row)}?drop", absent=tuple(cell(5, n) for n in range(row, INTERFACES + 1)), named=(column(5),))
          for row in (2, 6, 12)),
        *(Case(f"walk?more_than:{n}?drop", versions=ALL) for n in (1, 2)),
        *(Case(f"bulk?longer_than:{n}?drop", versions=("v2c", "v3")) for n in (1, 3, 5, 12)),
        Case("bulk?drop", versions=("v2c", "v3")),
    ],
    "walked": [*(silent_column(n, f"answers:{column(n)}?drop") for n in COLUMNS), Case("bulk?drop+get?drop")],
    "scalars and table": [
        silent(system(6))._replace(versions=ALL),
        Case("walk?drop", absent=(column(2),), named=(column(2),)),
    ],
    "table": [Case(f"bulk?longer_than:{n}?drop") for n in (2, 7)],
}
PARAMETERS = expand(TABLES)


@pytest.fixture(scope="module")
def polls(module_folder):
    return Polls(module_folder, PARAMETERS, QUESTIONS, CONFIG, ASKED)


@pytest.mark.parametrize("parameters", PARAMETERS, ids=name_of)
def test_silence_is_isolated(polls, parameters):
    question, version, case = parameters
    record, honest = polls.record(question, version, case.rule)
    check(record, honest, case)
    parts = len(QUESTIONS[question]) // 2
    needed = max(honest["requests"], len(record["varbinds"]) + parts)
    assert record["requests"] + record["retries"] <= 3 * needed + max(8, 2 * parts), record
    assert record["duration_ms"] < 12_000, record


EACH = [("twenty", "v2c", silent(oid)) for oid in TWENTY]


def test_one_silent_oid_costs_no_other_wherever_it_is(module_folder):
    found = Polls(module_folder, EACH, QUESTIONS, CONFIG, ASKED)
    for question, version, case in EACH:
        record, honest = found.record(question, version, case.rule)
        check(record, honest, case)


DYING = [(question, "v2c", Case(f"!first:{n}?drop")) for question in ("scalars and table", "columns", "twenty", "table")
         for n in (1, 2, 3)]


@pytest.fixture(scope="module")
def dying(module_folder):
    return Polls(module_folder, DYING, QUESTIONS, {"defaults": {**CONFIG["defaults"], "max_repetitions": 4}}, ASKED)


@pytest.mark.parametrize("parameters", DYING, ids=name_of)
def test_a_host_that_dies_in_the_middle_is_given_up_soon(dying, parameters):
    question, version, case = parameters
    record, honest = dying.record(question, version, case.rule)
    if honest["requests"] <= int(case.rule[7]):
        return check(record, honest, case)
    assert record["status"] == "partial" and record["error"], record
    found, right = by_oid(record), by_oid(honest)
    assert all(is_failed(varbind) or varbind["value"] == right[oid]["value"] for oid, varbind in found.items()), record
    assert any(not is_failed(varbind) for varbind in found.values()), record
    parts = len(QUESTIONS[question]) // 2
    assert record["requests"] + record["retries"] <= 3 + 2 + max(8, 2 * parts), record
    assert record["duration_ms"] < 12_000, record


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("retries", [0, 2])
def test_a_dead_host_gets_as_many_packets_as_its_tries(sweep, ended, version, question, retries):
    port = DeafPort()
    ended.append(port)
    words = [*LOGINS[version], *QUESTIONS[question], "-t", "0.1", "-r", retries, "--format", "jsonl"]
    (record,) = records.parse(sweep(f"127.0.0.1:{port.port}", *words).stdout)
    port.end()
    assert record["status"] == "timeout" and record["varbinds"] == [], record
    assert (record["requests"], record["retries"]) == (1, retries)
    assert len(port.datagrams) == 1 + retries
    assert max(map(len, port.datagrams)) == len(port.datagrams[0])


def test_only_the_last_try_of_several_oids_asks_for_a_sign_of_life(sweep, fake_agent):
    agent = fake_agent({"127.2.0.1": "drop"})
    sweep(f"127.2.0.1:{agent.port}", *QUESTIONS["system"], "-t", "0.1", "-r", "2")
    assert agent.statistics()["oids"] == {"drop": {"7": 2, "1": 1}}


# What was found out is remembered: {module: rules}, all hosts of one service.
PACED = [Case("pace:3"), Case("pace:5")]
REMEMBERED = {
    "eight": [
        *(Case(f"get?more_than:{n}?drop") for n in (1, 2, 4)),
        silent(EIGHT[1]),
        silent(EIGHT[2], EIGHT[6]),
        Case(f"get?more_than:4?drop+answers:{EIGHT[6]}?drop", missing={EIGHT[6]: "no answer"}),
    ],
    "twenty": [
        *(Case(f"get?more_than:{n}?drop") for n in LIMITS),
        silent(TWENTY[6]),
        silent(TWENTY[1], TWENTY[18]),
    ],
    "columns": [
        silent_column(5, f"answers:{column(5)}?drop", ("v2c",)),
        *(Case(f"walk?more_than:{n}?drop") for n in (1, 2)),
        Case("bulk?drop"),
        *(Case(f"bulk?longer_than:{n}?drop") for n in (1, 5)),
    ],
    "clocked": [
        Case("get?more_than:4?drop"),
        Case(f"answers:{system(3)}?drop"),
        Case(f"asks:{system(3)}?drop"),
        Case("walk?more_than:2?drop"),
        Case(f"answers:{column(5)}?drop", absent=(column(5),), named=(column(4), column(5))),
        Case(f"get?more_than:4?drop+answers:{column(5)}?drop", absent=(column(5),), named=(column(4), column(5))),
    ],
    "few_rows": PACED,
    "many_rows": [Case("pace:10")],
}
HOSTS = [(module, case) for module, cases in REMEMBERED.items() for case in cases]
MODULES = {
    "eight": {"get": EIGHT},
    "twenty": {"get": TWENTY},
    "columns": {"get": [system(4)], "walk": [column(n) for n in COLUMNS]},
    "clocked": {"get": EIGHT[:5], "walk": [column(4), column(5)], "rates": True},
    "few_rows": {"walk": [column(2), column(5)], "max_repetitions": 4},
    "many_rows": {"walk": [IF_ENTRY], "max_repetitions": 6},
}
SERVED = {
    "modules": MODULES,
    "defaults": {"interval": "5s", "timeout": "500ms", "timeout_min": "150ms", "retries": 1},
    "breaker": {"after": 0},
}


@pytest.fixture(scope="module")
def served(module_folder):
    """Three polls of each host."""
    hosts = ServedHosts(module_folder, SERVED, [(module, case.rule) for module, case in HOSTS])
    yield hosts.after_polls(3)
    hosts.end()


def ids_of(parameters):
    return f"{parameters[0]}-{parameters[1].rule}"


def is_paced(parameters):
    return parameters[1].rule.startswith("pace")


@pytest.mark.parametrize("parameters", [p for p in HOSTS if not is_paced(p)], ids=ids_of)
def test_what_was_found_out_is_remembered(served, parameters):
    module, case = parameters
    polls, (honest, *_) = served.polls(module, case.rule), served.polls(module, "ok")
    for record in polls[:3]:
        check(record, honest, case)
    assert polls[1]["retries"] == 0 and polls[1]["requests"] < polls[0]["requests"] + polls[0]["retries"], polls[1]
    learned = served.explained(module, case.rule)["learned"]
    assert {silent["oid"] for silent in learned["silent"]} >= set(case.missing)
    if "more_than:4?drop" in case.rule:
        assert learned["max_get_oids"] == 4


def test_the_next_poll_asks_as_many_as_are_answered(served):
    for n in (1, 2, 4):
        assert served.polls("eight", f"get?more_than:{n}?drop")[1]["requests"] == 8 // n
    for n in LIMITS:
        second = served.polls("twenty", f"get?more_than:{n}?drop")[1]
        assert second["requests"] <= 2 * -(-20 // n), (n, second)


@pytest.mark.parametrize("rule", [case.rule for case in REMEMBERED["clocked"]])
def test_sys_up_time_is_blamed_only_if_it_is_silent_alone(served, rule):
    silent = {known["oid"] for known in served.explained("clocked", rule)["learned"]["silent"]}
    assert (system(3) in silent) == (f":{system(3)}?" in rule), silent
    second, third = served.polls("clocked", rule)[1:3]
    assert second["retries"] == 0 and second["duration_ms"] < 1000, second
    assert third["retries"] <= (system(3) in silent) and third["requests"] <= second["requests"] + 3, third


@pytest.mark.parametrize("module, oid", [("eight", EIGHT[1]), ("twenty", TWENTY[6])])
def test_a_silent_oid_is_left_out_of_one_poll_and_asked_again(served, module, oid):
    first, second, third = served.polls(module, silent(oid).rule)[:3]
    assert second["requests"] == 1 and second["duration_ms"] < 1000, second
    assert third["requests"] in (2, 3) and third["retries"] == 0, third
    assert all(by_oid(record)[oid]["error"] for record in (first, second, third))


@pytest.mark.parametrize("parameters", [p for p in HOSTS if is_paced(p)], ids=ids_of)
def test_the_pace_of_a_device_is_learned(served, parameters):
    module, case = parameters
    honest = served.polls(module, "ok")[0]

    def polled_well(polls):
        return next((record for record in polls if record["status"] == "ok" and record["retries"] == 0), None)

    check(served.wait_for(module, case.rule, polled_well), honest, case)
    assert served.explained(module, case.rule)["learned"]["pdu_gap_ms"] >= 500 / int(case.rule[5:])


@pytest.mark.parametrize("rule, gap", [("pace:3", "340ms"), ("pace:10", "105ms"), ("rest:200", "210ms")])
def test_a_poll_waits_between_its_requests_if_told_to(sweep, fake_agent, rule, gap):
    agent = fake_agent({"127.2.0.1": rule}, "--interfaces", "12")
    words = [*walks(column(2), column(5)), "--max-repetitions", "4", "--pdu-gap", gap, *ASKED, "--format", "jsonl"]
    found = records.by_host(records.parse(sweep(f"127.2.0.1:{agent.port}", f"{HONEST}:{agent.port}", *words).stdout))
    record, honest = found[f"127.2.0.1:{agent.port}"], found[f"{HONEST}:{agent.port}"]
    check(record, honest, Case(rule))
    assert record["retries"] == 0 and record["requests"] >= 6, record


def test_who_asks_for_a_poll_gets_the_silent_ones_asked_again(folder, fake_agent, start_service):
    agent = fake_agent({"127.2.0.1": silent(EIGHT[3]).rule}, "--interfaces", "12")
    host = f"127.2.0.1:{agent.port}"
    service = start_service({**SERVED, "targets": [{"hosts": host, "modules": ["eight"]}]})
    service.wait_for_records(lambda found: len(found) == 1, "the first poll")
    record = json.loads(service.command("poll", host).stdout)
    assert by_oid(record)[EIGHT[3]]["error"] == "no answer" and record["status"] == "partial", record
    assert record["requests"] >= 2, record
    assert service.stop() == 0


def test_an_oid_that_answers_again_is_found(fake_agent, start_service):
    agent = fake_agent({"127.2.0.1": f"first:12?{silent(EIGHT[3]).rule}"}, "--interfaces", "12")
    service = start_service({
        **SERVED,
        "defaults": {**SERVED["defaults"], "interval": "700ms", "timeout_min": "30ms", "timeout": "60ms"},
        "targets": [{"hosts": f"127.2.0.1:{agent.port}", "modules": ["eight"]}],
    })
    statuses = service.wait_for_records(
        lambda found: found[-1:] and found[-1]["status"] == "ok" and [record["status"] for record in found], "all of it"
    )
    assert statuses[0] == "partial" and set(statuses) <= {"partial", "ok", "skipped"}, statuses
    assert service.stop() == 0


@pytest.mark.parametrize("silent_one", [EIGHT[0], EIGHT[7]])
def test_who_answers_a_probe_and_not_the_whole_is_alive(fake_agent, start_service, silent_one):
    """Whichever OID the last try asks for: the breaker's probe is answered, and the whole poll after it finds the rest."""
    agent = fake_agent({"127.2.0.1": silent(silent_one).rule}, "--interfaces", "12")
    service = start_service({
        **SERVED,
        "defaults": {**SERVED["defaults"], "interval": "2s"},
        "breaker": {"after": 2, "probe_every": "1s"},
        "targets": [{"hosts": f"127.2.0.1:{agent.port}", "modules": ["eight"]}],
    })
    record = service.wait_for_records(lambda found: next((r for r in found if r["status"] == "partial"), None), "a partial poll")
    found = by_oid(record)
    assert [oid for oid in EIGHT if is_failed(found[oid])] == [silent_one], record
    assert service.stop() == 0


OUTAGES = ["!first:4?first:6?drop", "!first:4?first:7?drop", "!first:9?first:12?drop"]


@pytest.mark.parametrize("rule", OUTAGES)
def test_an_outage_in_the_middle_of_a_poll_makes_no_host_slow(sweep, fake_agent, rule):
    agent = fake_agent({"127.2.0.1": rule}, "--interfaces", "40")
    words = [*walks(IF_ENTRY), "--max-repetitions", "4", "-t", "0.6", "-r", "2", "--format", "jsonl"]
    found = records.by_host(records.parse(sweep(f"127.2.0.1:{agent.port}", f"{HONEST}:{agent.port}", *words).stdout))
    record, honest = found[f"127.2.0.1:{agent.port}"], found[f"{HONEST}:{agent.port}"]
    check(record, honest, Case(rule))
    assert honest["requests"] > 50 and record["duration_ms"] < 8000, record["duration_ms"]


def test_a_gap_that_an_outage_taught_is_left_out_again(fake_agent, start_service):
    agent = fake_agent({"127.2.0.1": OUTAGES[1]}, "--interfaces", "12")
    service = start_service({**SERVED, "defaults": {**SERVED["defaults"], "interval": "3s"},
                             "targets": [{"hosts": f"127.2.0.1:{agent.port}", "modules": ["few_rows"]}]})
    polls = service.wait_for_records(lambda found: len(found) >= 4 and found, "four polls")
    assert [record["status"] for record in polls[:4]] == ["ok"] * 4, polls
    assert all(record["retries"] == 0 and record["duration_ms"] < 1000 for record in polls[2:4]), polls
    explained = json.loads(service.command("explain", f"127.2.0.1:{agent.port}", "--json").stdout)
    assert explained["learned"]["pdu_gap_ms"] is None, explained
    assert service.stop() == 0


@pytest.mark.parametrize("question", ["columns", "scalars and table"])
@pytest.mark.parametrize("answers", [1, 2, 3])
def test_walks_that_are_not_finished_are_named(sweep, fake_agent, question, answers):
    agent = fake_agent({"127.2.0.1": f"!first:{answers}?drop"}, "--interfaces", "30")
    words = [*QUESTIONS[question], "--max-repetitions", "4", *ASKED, "--format", "jsonl"]
    (record,) = records.parse(sweep(f"127.2.0.1:{agent.port}", *words).stdout)
    roots = [word for word, before in zip(QUESTIONS[question][1:], QUESTIONS[question]) if before == "--walk"]
    failed = {varbind["oid"]: varbind["error"] for varbind in record["varbinds"] if is_failed(varbind)}
    assert record["status"] == "partial" and set(roots) <= set(failed) and all(failed.values()), record
