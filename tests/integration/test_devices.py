"""Strange devices lose nothing that can be trusted: damage stays in its varbind, an error-index is only a hint, and walks
end where the device's tree does. Silence: test_silence.py."""

import pytest
from harness.devices import (ANY, HONEST, IF_ALIAS, IF_ENTRY, NOWHERE, SYS_UP_TIME, SYSTEM, TWENTY, Case, Polls, cell, check, column,
                             expand, gets, name_of, system, walks)

ALL = ("v1", "v2c", "v3")
BULK = ("v2c", "v3")
COLUMNS = (2, 5, 10)  # of the question "columns": none stands beside another
MISSING = "1.3.6.1.2.1.1.5.7"
QUESTIONS = {
    "system": gets(*map(system, range(1, 8))),
    "missing": gets(system(1), MISSING, system(4), system(6)),
    "two missing": gets(MISSING, system(1), system(4), "1.3.6.1.9.9.9.0"),
    "twenty": gets(*TWENTY),
    "columns": gets(system(4)) + walks(*map(column, COLUMNS)),
    "column": walks(column(2)),
    "table": walks(IF_ENTRY),
    "mixed": gets(*map(system, (1, 4, 6, 7))) + walks(column(2)),
    "end": gets(system(4)) + walks(IF_ALIAS, column(2)),
    "last": walks(IF_ALIAS),
    "nowhere": gets(system(4)) + walks(NOWHERE, column(2)),
}
ASKED = ["-t", "0.7", "-r", "2"]
CONFIG = {"defaults": {"timeout_min": "250ms"}}

# tag, length and content of what is no value; the content as the record has it
BAD_VALUES = [
    ("0200", ""),
    ("020500fffffc19", "00fffffc19"),
    ("02080000000000000001", "0000000000000001"),
    ("4100", ""),
    ("41050100000005", "0100000005"),
    ("41060000000000ff", "0000000000ff"),
    ("4200", ""),
    ("42050100000000", "0100000000"),
    ("4300", ""),
    ("43050100000000", "0100000000"),
    ("4600", ""),
    ("4609010000000000000000", "010000000000000000"),
    ("460a00000000000000000001", "00000000000000000001"),
    ("4000", ""),
    ("4003c00002", "c00002"),
    ("4008c000020100000000", "c000020100000000"),
    ("06022b86", "2b86"),
    ("06032b8001", "2b8001"),
    ("06072b9080808001", ANY),
    ("44069f78043f8000", "9f78043f8000"),
    ("44059f79087ff0", "9f79087ff0"),
    ("050100", "00"),
    ("800100", "00"),
    ("820100", "00"),
    ("4501ff", "ff"),
    ("0101ff", "ff"),
    ("3000", ""),
    ("0280000000", ANY),
    ("0405616263", "616263"),
    ("04847fffffff61", ANY),
    ("04", ANY),
    ("", ANY),
    ("0201070500", ANY),
]
# Odd but right: tag, length and content; the value.
GOOD_VALUES = [
    ("020400000007", 7),
    ("0204ffffff85", -123),
    ("410500ffffffff", 4294967295),
    ("4204ffffffff", 4294967295),
    ("430100", 0),
    ("460900ffffffffffffffff", 18446744073709551615),
    ("470107", 7),
    ("0400", ""),
    ("04810161", "a"),
    ("0482000161", "a"),
    ("4004c0000201", "192.0.2.1"),
]


def bad_value_cases(*oids):
    return [Case(f"value:{oid}={value}", {oid: digits}) for oid in oids for value, digits in BAD_VALUES]


def good_value_cases(oid):
    return [Case(f"value:{oid}={octets}", changed={oid: value}) for octets, value in GOOD_VALUES]


INTEGER_OF_5 = "020500fffffc19"
VALUES = {
    "system": [
        *bad_value_cases(system(4)),
        *good_value_cases(system(4)),
        *(Case(f"value:{system(n)}={INTEGER_OF_5}", {system(n): "00fffffc19"}, versions=ALL) for n in (1, 4, 7)),
        Case(f"empty:{system(1)}+empty:{system(7)}", {system(7): ""}, changed={system(1): ""}),
        Case(f"length:{system(4)}=1", {system(4): b"nobody@example.com".hex()}, versions=ALL),
        Case(f"length:{system(7)}=100", {system(7): "48"}),
        Case(f"length:{system(4)}=-1", {system(4): ANY}),
        Case(f"length:{system(1)}=1+length:{system(6)}=1", {system(1): ANY, system(6): ANY}),
        Case("over_long_integer", {system(1): "0100000005"}),
        Case(f"value:{SYS_UP_TIME}=4300", {SYS_UP_TIME: ""}),
        Case(f"octets:{system(4)}=0102", {system(4): ANY}),
        Case(f"octets:{system(4)}=0600040161", {system(4): ANY}),
        Case("get?more_than:1?value:#5-=0200"),
        Case("get?more_than:4?value:#5-=0200", versions=ALL),
    ],
    "columns": [
        *bad_value_cases(cell(5, 6)),
        *good_value_cases(cell(5, 6)),
        *(Case(f"value:{cell(n, row)}=4008c000020100000000", {cell(n, row): "c000020100000000"}, versions=ALL)
          for n in COLUMNS for row in (1, 12)),
        Case(f"value:{column(5)}=4000", {cell(5, row): "" for row in range(1, 13)}, versions=ALL),
        Case(f"value:{column(14)}=4000", versions=ALL),  # behind the last column
        Case(f"value:{column(3)}=4000"),  # between two columns
        Case(f"length:{cell(2, 5)}=1", {cell(2, 5): b"eth5".hex()}, versions=ALL),
        Case(f"length:{cell(2, 12)}=1", {cell(2, 12): b"eth12".hex()}),
        Case(f"value:{cell(2, 1)}=0200+value:{cell(5, 12)}={INTEGER_OF_5}", {cell(2, 1): "", cell(5, 12): "00fffffc19"}),
        Case("bulk?value:#5-=0200"),
        Case("bulk?value:#4-=0200"),
        Case("bulk?value:#2-=0200", versions=BULK),
        Case("bulk?value:#1-=0200"),
        Case("walk?value:#2-=0200"),
        Case("bulk?value:#5-=0200+bulk?longer_than:4?index:24", versions=BULK),
    ],
    "table": [
        Case("bulk?value:#5-=0200", versions=BULK),
        Case("bulk?value:#5-=0200+bulk?longer_than:4?index:24"),
        Case("bulk?longer_than:4?index:24"),
        Case("bulk?value:#2-=0200"),
        Case(f"value:{cell(6, 4)}=4000", {cell(6, 4): ""}),
    ],
    "column": [Case("bulk?value:#5-=0200"), Case(f"value:{cell(2, 12)}=4000", {cell(2, 12): ""}, versions=ALL)],
    "twenty": [Case("get?value:#5-=0200", versions=BULK), Case("get?value:#5-=0200+get?longer_than:4?index:24")],
}

# Whole answers: what matches is kept, the rest is asked again.
ANSWERS = {
    "system": [
        *(Case(f"behind:{'a5' * octets}", versions=ALL) for octets in (1, 2, 8, 15, 200)),
        Case("trailing"),
        Case("behind:3003020100"),
        *(Case(f"below:{system(n)}=0", missing={system(n): f"answered as {system(n)}.0"}, versions=ALL) for n in (1, 4, 7)),
        Case(f"below:{system(4)}=1.2.3", missing={system(4): f"answered as {system(4)}.1.2.3"}),
        Case(f"name:{system(4)}=1.3.6.1.9.9", missing={system(4): "answered as 1.3.6.1.9.9"}),
        Case(f"name:{system(4)}={system(1)}", missing={system(4): ""}),
        Case(f"below:{system(1)}=0+below:{system(7)}=0", missing={system(1): "answered as", system(7): "answered as"}),
        Case("reordered", versions=ALL),
        Case("get?more_than:1?reordered+get?shorten:4"),
        Case("get?more_than:1?missing_varbind", versions=ALL),
        Case("shorten:1", versions=ALL),
        Case("shorten:3"),
        Case(f"leave_out:{system(4)}", missing={system(4): ""}, versions=ALL),
        Case(f"more_than:3?leave_out:{system(1)}"),
        Case("extra_varbind", versions=ALL),
        Case("twice:#1", versions=ALL),
        Case("twice:#7"),
        Case("get?more_than:1?no_varbinds", versions=ALL),
        Case("get?more_than:1?wrong_oid"),
        *(Case(f"first:1?{damage}") for damage in (
            "truncated", "garbage", "empty_datagram", "flip:1", "flip:3", "crash_bytes:30", "wrong_version",
            "wrong_request_id", "wrong_community", "no_varbinds", "wrong_oid", "missing_varbind", "extra_varbind", "drop")),
        Case("first:1?truncated", versions=("v1", "v3")),
        Case("first:2?garbage", versions=ALL),
        Case("get?more_than:4?truncated", versions=ALL),
        Case(f"answers:{system(4)}?truncated", missing={system(4): ""}, versions=("v1", "v2c")),
        Case(f"asks:{system(4)}?truncated", versions=("v1", "v2c")),  # GETNEXT has it
    ],
    "columns": [
        Case("behind:a5a5a5a5a5a5a5a5", versions=ALL),
        *(Case(f"every:{n}?{damage}") for n in (2, 3) for damage in ("truncated", "garbage", "empty_datagram", "drop")),
        Case("every:2?truncated", versions=("v1", "v3")),
        Case("walk?more_than:1?truncated", versions=ALL),
        Case("bulk?truncated", versions=ALL),
        Case("bulk?longer_than:10?truncated"),
        Case("bulk?no_varbinds", versions=BULK),
        Case("bulk?shorten:1"),
        Case("walk?shorten:1", versions=ALL),
        Case("bulk?shorten:5"),
        Case("walk?no_varbinds", absent=tuple(map(column, COLUMNS)), named=tuple(map(column, COLUMNS)), versions=BULK),
        *(Case(f"more_repetitions:{n}", versions=BULK) for n in (1, 10, 40)),
    ],
    "column": [Case("more_repetitions:7"), Case("more_repetitions:90")],
}

# An exception ends a walk, whichever it is and wherever it stands.
ENDS = {
    question: [
        *(Case(f"end_with:{octets}", versions=BULK) for octets in ("8000", "8100", "8200")),
        *(Case(f"next?end_with:{octets}+bulk?drop") for octets in ("8000", "8100")),
        Case("at_end?error:2:1", versions=BULK),
        Case("at_end?error:2:0"),
        Case("at_end?index:24"),
        Case("failed?index:0", versions=("v1",)),
        Case("failed?index:last", versions=("v1",)),
        Case("failed?index:99", versions=("v1",)),
        Case("failed?index:-1", versions=("v1",)),
        Case("bulk?at_end?no_varbinds", versions=BULK),
        Case("at_end?no_varbinds", named=(root,), versions=BULK),
        Case("at_end?error:5:1", named=(root,)),
        Case("at_end?drop", named=(root,)),
    ]
    for question, root in [("end", IF_ALIAS), ("last", IF_ALIAS), ("nowhere", NOWHERE)]
}


def error_cases(oid, indexes, versions):
    missing = {oid: ""}
    return [Case(f"asks:{oid}?error:{status}+asks:{oid}?index:{index}", missing=missing, versions=versions)
            for status, index in indexes]


INDEXES = [(5, system(4)), (5, 0), (5, "last"), (5, 1), (5, 99), (5, -3), (16, 0), (16, system(4)), (13, 99), (3, 0), (4711, 0),
           (1, 0), (-1, 1), (2147483647, 2147483647)]
# Whom an error-index names is asked again alone, before anything is said of him.
ERRORS = {
    "missing": [Case(f"failed?index:{index}", versions=("v1",)) for index in ("last", 0, 1, 2, 3, 99, -1)],
    "two missing": [Case(f"failed?index:{index}", versions=("v1",)) for index in ("last", 0, 1, 2, 99)],
    "mixed": [
        *error_cases(system(4), INDEXES, ("v2c",)),
        *error_cases(system(4), INDEXES[:4], ("v1", "v3")),
        *error_cases(system(1), INDEXES[1:4], ("v2c",)),
        *error_cases(system(7), INDEXES[1:4], ("v2c",)),
        Case(f"asks:{system(1)}?error:5:0+asks:{system(6)}?error:5:0", missing={system(1): "genErr", system(6): "genErr"}),
        Case("get?more_than:1?error:5:0", versions=ALL),
        Case("get?more_than:2?error:5:3", versions=ALL),
        Case("first:1?error:5:0", versions=ALL),
        Case("first:1?error:5:2", versions=ALL),
        Case("get?error:5:0", missing={system(n): "genErr" for n in (1, 4, 6, 7)}),
        Case("get?first:3?error:13:1"),
    ],
    "columns": [
        *(Case(f"answers:{column(5)}?error:5+answers:{column(5)}?index:{index}", named=(column(5),), absent=(column(5),),
               versions=versions) for index, versions in [(0, ALL), ("last", ALL), (column(5), ALL), (1, BULK), (99, BULK), (-3, BULK)]),
        *(Case(f"answers:{cell(5, 6)}?error:5:{index}", named=(column(5),), absent=tuple(cell(5, n) for n in range(6, 13)))
          for index in (0, 1, 99)),
        Case("bulk?error:5:0", versions=BULK),
        Case("bulk?error:5:1"),
        Case("walk?more_than:1?error:5:0", versions=ALL),
        Case("walk?more_than:1?error:5:2", versions=ALL),
        Case("walk?first:2?error:5:0", versions=ALL),
    ],
}

TABLES = {"values": VALUES, "answers": ANSWERS, "ends": ENDS, "errors": ERRORS}
PARAMETERS = {name: expand(table) for name, table in TABLES.items()}
EVERYTHING = [parameters for table in PARAMETERS.values() for parameters in table]


@pytest.fixture(scope="module")
def polls(module_folder):
    return Polls(module_folder, EVERYTHING, QUESTIONS, CONFIG, ASKED)


def check_case(polls, parameters):
    question, version, case = parameters
    record, honest = polls.record(question, version, case.rule)
    if question.endswith("missing"):
        check_missing(record, honest)
    else:
        check(record, honest, case)


@pytest.mark.parametrize("parameters", PARAMETERS["values"], ids=name_of)
def test_a_bad_value_fails_alone(polls, parameters):
    check_case(polls, parameters)


@pytest.mark.parametrize("parameters", PARAMETERS["answers"], ids=name_of)
def test_a_strange_answer_costs_only_what_it_does_not_have(polls, parameters):
    check_case(polls, parameters)


@pytest.mark.parametrize("parameters", PARAMETERS["ends"], ids=name_of)
def test_a_walk_ends_with_the_tree(polls, parameters):
    check_case(polls, parameters)


@pytest.mark.parametrize("parameters", PARAMETERS["errors"], ids=name_of)
def test_an_error_index_is_a_hint(polls, parameters):
    check_case(polls, parameters)


def check_missing(record, honest):
    """All but what is missing is there, and what is missing is called so."""
    types = {varbind["oid"]: varbind["type"] for varbind in record["varbinds"]}
    right = {varbind["oid"]: varbind["type"] for varbind in honest["varbinds"]}
    gone = {oid for oid, kind in right.items() if kind.startswith("noSuch")}
    assert record["status"] == "ok" and gone, record
    assert set(types) == set(right) and all(types[oid] in ("noSuchInstance", "noSuchObject") for oid in gone), record
    assert all(types[oid] == right[oid] for oid in set(right) - gone), record


def test_what_was_not_asked_for_is_never_reported(polls):
    """Of all devices: every OID in a record was asked for, or is below what was walked."""
    for question, version, case in EVERYTHING:
        words = QUESTIONS[question]
        asked = set(words[1::2])
        for varbind in polls.record(question, version, case.rule)[0]["varbinds"]:
            oid = varbind["oid"]
            assert any(oid == one or oid.startswith(one + ".") for one in asked), (case.rule, oid)


def test_requests_stay_bounded(polls):
    """Twice the OIDs and walks, at least 8, beside what the honest device needs, and retries."""
    for question, version, case in EVERYTHING:
        record, honest = polls.record(question, version, case.rule)
        parts = len(QUESTIONS[question]) // 2
        needed = max(honest["requests"], len(record["varbinds"]) + parts)
        assert record["requests"] + record["retries"] <= 3 * needed + max(8, 2 * parts), (case.rule, record)


@pytest.mark.parametrize("rule", ["no_varbinds", "below:#1-=0", "octets:#1-=0102", "truncated", "garbage"])
def test_who_says_nothing_that_can_be_trusted_has_failed(folder, rule):
    case = Case(rule)
    found = Polls(folder, [("mixed", "v2c", case)], {"mixed": gets(system(4), system(7))}, CONFIG, ASKED)
    record, honest = found.record("mixed", "v2c", rule)
    assert record["status"] == "bad_response" and record["error"], record
    assert all(varbind["type"] is None for varbind in record["varbinds"]), record
    assert honest["status"] == "ok" and honest["address"].startswith(HONEST)


def test_max_repetitions_bounds_an_answer_where_the_user_sets_it(folder):
    """Of all columns together: this device breaks what is longer, so nothing is asked twice."""
    case = Case("bulk?longer_than:6?garbage")
    found = Polls(folder, [("columns", "v2c", case)], QUESTIONS, CONFIG, [*ASKED, "--max-repetitions", "6"])
    record, honest = found.record("columns", "v2c", case.rule)
    check(record, honest, case)
    assert record["retries"] == 0 and record["requests"] == honest["requests"], record


CLOCK = f"{SYSTEM}.3"  # a GETBULK asks for what comes next
RATES = [
    Case("no_non_repeaters"),
    Case("no_non_repeaters+more_repetitions:3"),
    Case("more_repetitions:5"),
    Case(f"asks:{CLOCK}?no_non_repeaters"),
    Case(f"value:{SYS_UP_TIME}=4300"),
    Case(f"below:{SYS_UP_TIME}=0"),
    Case(f"leave_out:{CLOCK}"),
    Case(f"asks:{CLOCK}?drop"),
    Case(f"asks:{CLOCK}?error:5:0"),
    Case("bulk?value:#5-=0200"),
    Case("end_with:8000"),
    *(Case(f"more_than:{n}?drop") for n in (1, 2, 3, 4)),
]


@pytest.fixture(scope="module")
def rated(module_folder):
    parameters = [(question, "v2c", case) for question in ("columns", "column", "end") for case in RATES]
    config = {"defaults": {**CONFIG["defaults"], "rates": True}}
    return Polls(module_folder, parameters, QUESTIONS, config, ASKED)


@pytest.mark.parametrize("question", ["columns", "column", "end"])
@pytest.mark.parametrize("case", RATES, ids=lambda case: case.rule)
def test_a_clock_that_travels_along_costs_no_value(rated, question, case):
    check(*rated.record(question, "v2c", case.rule), case)


QUIRKS = {"wrong_community": "any_community", "no_community": "any_community", "short_request_id": "short_request_ids",
          "wrong_source": "any_source"}
QUIRKY = expand({question: [Case(rule, versions=("v1", "v2c")) for rule in QUIRKS] for question in ("mixed", "columns")})


@pytest.fixture(scope="module")
def strict(module_folder):
    return Polls(module_folder, QUIRKY, QUESTIONS, CONFIG, ASKED)


@pytest.fixture(scope="module")
def lenient(module_folder):
    words = [word for quirk in sorted(set(QUIRKS.values())) for word in ("--quirk", quirk)]
    return Polls(module_folder, QUIRKY, QUESTIONS, CONFIG, [*ASKED, *words])


@pytest.mark.parametrize("parameters", QUIRKY, ids=name_of)
def test_a_quirk_is_allowed_by_name_only(strict, lenient, parameters):
    question, version, case = parameters
    refused, honest = strict.record(question, version, case.rule)
    assert refused["status"] == "timeout" and refused["varbinds"] == [] and honest["status"] == "ok", refused
    assert f"quirk {QUIRKS[case.rule]} takes " in refused["error"], refused["error"]
    check(*lenient.record(question, version, case.rule), case)
