"""Each outcome of a poll has its cause: what an agent does decides the record's status and goes no further."""

import itertools

import pytest
from harness import records
from harness.agents import SYS_DESCR, SYS_NAME, SYS_UPTIME

ASKED = ["-o", SYS_NAME, "-o", SYS_UPTIME, "-o", SYS_DESCR]


def poll(sweep, target, *arguments, asked=ASKED, timeout="1", retries="1"):
    """One host, one record."""
    result = sweep(target, *asked, "-t", timeout, "-r", retries, "--format", "jsonl", *arguments)
    assert result.returncode in (0, 1), result.stderr
    (record,) = records.parse(result.stdout)
    records.check_form(record)
    assert (record["status"] == "ok") == (result.returncode == 0)
    return record


def poll_fake(sweep, fake_agent, rule, *arguments, transport="", **how):
    agent = fake_agent({"127.2.0.1": rule}, "--tcp")
    record = poll(sweep, f"{transport}127.2.0.1:{agent.port}", *arguments, **how)
    return record, agent.statistics()


def values(record):
    return {varbind["oid"]: varbind.get("value") for varbind in record["varbinds"]}


# rule, status, a word of the error
BEHAVIOURS = [
    ("ok", "ok", None),
    ("delay:100", "ok", None),
    ("duplicate", "ok", None),
    ("late:1500", "ok", None),
    ("drop", "timeout", "no answer in 2 tries"),
    ("loss:100", "timeout", "no answer"),
    ("delay:5000", "timeout", "no answer"),
    ("wrong_request_id", "timeout", "request-id"),
    ("wrong_community", "timeout", "community"),
    ("wrong_source", "timeout", "no answer"),
    ("wrong_version", "bad_response", "version"),
    ("truncated", "bad_response", ""),
    ("trailing", "ok", None),
    ("over_long_integer", "partial", "Counter32 of 5 octets"),
    ("empty_counter64", "partial", "Counter64 of 0 octets"),
    ("integer_2_40", "partial", "INTEGER of 6 octets"),
    ("garbage", "bad_response", ""),
    ("empty_datagram", "bad_response", ""),
    ("wrong_oid", "partial", "answered as 1.3.6.1.2.1.1.5.1000"),
    ("missing_varbind", "partial", "too few varbinds"),
    ("extra_varbind", "ok", None),
    ("reordered", "ok", None),
    ("error:5:1", "agent_error", "genErr"),
    ("error:5:0", "agent_error", "genErr"),
    ("error:16:1", "agent_error", "authorizationError"),
    ("error:4711:1", "agent_error", "4711"),
    ("too_big:10", "agent_error", "tooBig"),
]


@pytest.mark.parametrize("rule, status, words", BEHAVIOURS, ids=[case[0] for case in BEHAVIOURS])
def test_what_the_agent_does_decides_the_outcome(sweep, fake_agent, rule, status, words):
    record, _ = poll_fake(sweep, fake_agent, rule)
    assert record["status"] == status, record
    if status == "ok":
        assert values(record)[SYS_NAME] == "127.2.0.1" and len(record["varbinds"]) == 3
    else:
        assert words in record["error"], record
        failed = [varbind["type"] is None and varbind["error"] for varbind in record["varbinds"]]
        assert any(failed) and not all(failed) if status == "partial" else all(failed), record


@pytest.mark.parametrize("rule", ["error:5:-3", "error:5:99", "error:-1:1"])
def test_an_error_index_that_points_nowhere_crashes_nothing(sweep, fake_agent, rule):
    record, _ = poll_fake(sweep, fake_agent, rule)
    assert record["status"] in ("agent_error", "bad_response"), record


def test_no_such_name_of_v1_costs_that_varbind_only(sweep, fake_agent):
    agent = fake_agent({"127.2.0.1": "no_such_name"})
    asked = ["-o", SYS_NAME, "-o", "1.3.6.1.9.9.9", "-o", SYS_DESCR]
    record = poll(sweep, f"127.0.0.1:{agent.port}", "-v", "1", asked=asked)
    assert record["status"] == "ok", record
    assert [varbind["type"] for varbind in record["varbinds"]] == ["OctetString", "noSuchInstance", "OctetString"]
    nothing = poll(sweep, f"127.2.0.1:{agent.port}", "-v", "1", asked=asked)
    assert [varbind["type"] for varbind in nothing["varbinds"]] == ["noSuchInstance"] * 3, nothing


def test_exceptions_of_v2c_are_answers(sweep, fake_agent):
    record, _ = poll_fake(
        sweep, fake_agent, "ok", asked=["-o", SYS_NAME, "-o", "1.3.6.1.2.1.1.5.7", "-o", "1.3.6.1.9.9.9"]
    )
    assert record["status"] == "ok"
    assert [varbind["type"] for varbind in record["varbinds"]] == ["OctetString", "noSuchInstance", "noSuchObject"]


def test_too_big_is_met_with_smaller_requests(sweep, fake_agent):
    columns = [["-o", f"1.3.6.1.2.1.2.2.1.{column}.{row}"] for column in (1, 2, 5, 10, 14) for row in (1, 2, 3, 4)]
    record, statistics = poll_fake(sweep, fake_agent, "too_big:200", asked=list(itertools.chain(*columns)))
    assert record["status"] == "ok" and len(record["varbinds"]) == 20, record
    assert record["requests"] > 2 and statistics["requests"]["too_big:200"] >= record["requests"]


def test_a_large_question_is_split_into_several_requests(sweep, fake_agent):
    oids = [f"1.3.6.1.2.1.2.2.1.{column}.{row}" for column in (1, 2, 5, 10, 14, 16) for row in range(1, 41)]
    agent = fake_agent({}, "--interfaces", "40")
    record = poll(sweep, f"127.0.0.1:{agent.port}", asked=list(itertools.chain(*(["-o", oid] for oid in oids))))
    assert record["status"] == "ok" and [varbind["oid"] for varbind in record["varbinds"]] == oids
    assert record["requests"] >= 4


def test_what_came_before_a_failure_is_kept(sweep, fake_agent):
    """The large question's first requests are answered, the sysDescr in its last one is broken."""
    oids = [f"1.3.6.1.2.1.2.2.1.10.{row}" for row in range(1, 121)] + [SYS_DESCR]
    agent = fake_agent({"127.2.0.1": "huge_string:70000"}, "--interfaces", "120")
    record = poll(sweep, f"127.2.0.1:{agent.port}", asked=list(itertools.chain(*(["-o", oid] for oid in oids))))
    assert record["status"] == "partial" and record["error"], record
    assert values(record)["1.3.6.1.2.1.2.2.1.10.7"] == 7000
    assert values(record)[SYS_DESCR] is None


def test_a_huge_string_arrives_whole(sweep, fake_agent):
    record, _ = poll_fake(sweep, fake_agent, "huge_string:60000", asked=["-o", SYS_DESCR])
    assert record["status"] == "ok" and record["varbinds"][0]["value"] == "x" * 60000


def test_retries_are_counted_and_win_against_loss(sweep, fake_agent):
    agent = fake_agent({"127.2.0.0/16": "loss:40"}, "--seed", "7")
    result = sweep(f"127.2.0.1-40:{agent.port}", "-t", "0.3", "-r", "9", "--format", "jsonl", "--rate", "0")
    found = records.parse(result.stdout)
    assert records.statuses(found) == {"ok": 40}
    assert sum(record["retries"] for record in found) == agent.statistics()["repeated"] > 5


def test_a_late_answer_is_not_counted_twice(sweep, fake_agent):
    record, statistics = poll_fake(sweep, fake_agent, "late:1200", retries="2")
    assert record["retries"] == 1 and statistics["repeated"] == 1


def test_silence_takes_as_long_as_its_tries(sweep, fake_agent):
    record, statistics = poll_fake(sweep, fake_agent, "drop", retries="2", timeout="0.3")
    assert record["retries"] == 2 and statistics["requests"] == {"drop": 3}
    assert 850 <= record["duration_ms"] <= 1500 and record["rtt_ms"] is None


def test_the_deadline_ends_a_poll_before_its_tries_do(sweep, fake_agent):
    record, _ = poll_fake(sweep, fake_agent, "drop", "--deadline", "400ms", timeout="5", retries="5")
    assert record["status"] == "timeout" and record["duration_ms"] < 1500, record


def test_tcp_answers_may_come_octet_by_octet(sweep, fake_agent):
    record, _ = poll_fake(sweep, fake_agent, "trickle:1", transport="tcp:", timeout="60")
    assert record["status"] == "ok" and values(record)[SYS_NAME] == "127.2.0.1", record


def test_tcp_answers_that_trickle_too_slowly_time_out(sweep, fake_agent):
    record, _ = poll_fake(sweep, fake_agent, "trickle", transport="tcp:", timeout="0.5")
    assert record["status"] == "timeout" and record["duration_ms"] < 4000, record


@pytest.mark.parametrize("rule", ["garbage", "truncated", "over_long_integer", "crash_bytes:30820fff0201"])
def test_nonsense_over_tcp_is_no_answer(sweep, fake_agent, rule):
    record, _ = poll_fake(sweep, fake_agent, rule, transport="tcp:", retries="0")
    assert record["status"] in (("partial",) if rule == "over_long_integer" else ("bad_response", "timeout")), record


NASTY = [
    "3080", "30840000ffff", "30", "302602010104067075626c6963a2190201", "30058000000000", "3006020101040100", "a2" * 40
]


@pytest.mark.parametrize("hexadecimal", NASTY)
def test_hostile_bytes_cost_one_record_and_no_worker(sweep, fake_agent, hexadecimal):
    record, _ = poll_fake(sweep, fake_agent, f"crash_bytes:{hexadecimal}")
    assert record["status"] in ("bad_response", "timeout"), record


@pytest.mark.parametrize("transport", ["", "tcp:"])
def test_a_closed_port_is_unreachable(sweep, transport, closed_port):
    record = poll(sweep, f"{transport}127.0.0.9:{closed_port}")
    assert record["status"] == "unreachable" and record["error"], record


def test_a_name_without_an_address_is_one_record_and_no_abort(sweep, fake_agent):
    agent = fake_agent({})
    result = sweep("no-such-host.invalid", f"127.0.0.1:{agent.port}", "--format", "jsonl")
    assert result.returncode == 1
    by_host = records.by_host(records.parse(result.stdout))
    assert by_host["no-such-host.invalid"]["status"] == "unresolved"
    assert by_host["no-such-host.invalid"]["address"] is None and by_host["no-such-host.invalid"]["error"]
    assert by_host[f"127.0.0.1:{agent.port}"]["status"] == "ok"


@pytest.mark.parametrize("form", ["text", "csv", "jsonl"])
@pytest.mark.parametrize("color", ["never", "always"])
def test_control_characters_of_a_device_never_come_out_raw(sweep, fake_agent, form, color):
    agent = fake_agent({"127.2.0.1": "control_chars"})
    result = sweep(f"127.2.0.1:{agent.port}", "-o", SYS_DESCR, "--format", form, "--color", color)
    assert result.returncode == 0
    raw = result.stdout_bytes
    for sequence in (b"\x1b[31m", b"\x1b]", b"\x07", b"\xff", b" \x9b "):
        assert sequence not in raw
    assert raw.decode("utf-8")  # valid as a whole
    if form == "jsonl":
        (varbind,) = records.parse(result.stdout)[0]["varbinds"]
        assert bytes.fromhex(varbind["hex"]).startswith(b"\x1b[31mred") and "value" not in varbind


def test_the_service_goes_on_among_all_of_them(fake_agent, start_service):
    """Every behaviour at once, with few workers: nobody is lost and the honest ones are always answered."""
    bad = [case[0] for case in BEHAVIOURS if case[1] != "ok"] + [f"crash_bytes:{bytes_}" for bytes_ in NASTY]
    agent = fake_agent({f"127.2.0.{i}": rule for i, rule in enumerate(bad, 1)})
    service = start_service(
        {
            "defaults": {"interval": "1s", "timeout": "100ms", "retries": 0},
            "targets": [
                {"hosts": f"127.2.0.1-{len(bad)}:{agent.port}"},
                {"hosts": f"127.3.0.1-10:{agent.port}", "timeout": "20s"},
            ],
            "workers": {"count": 8},
        }
    )
    service.wait_for_records(lambda found: len(found) > 3 * (len(bad) + 10), "three rounds")
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert all(r["status"] in ("ok", "skipped") for r in found if r["host"].startswith("127.3."))
    assert not any(r["status"] in ("ok", "worker_lost") for r in found if r["host"].startswith("127.2."))
