"""Rows that say that they have no value, errors that pass, and answers with a varbind too few or too many cost no other
row."""

import pytest
from harness.devices import IF_ENTRY, INTERFACES, Case, Polls, cell, check, column, expand, gets, name_of, system, walks

QUESTIONS = {
    "columns": gets(system(4)) + walks(*map(column, (2, 5, 10))),
    "column": walks(column(2)),
    "table": walks(IF_ENTRY),
    "mixed": gets(*map(system, (1, 4, 6, 7))) + walks(column(2)),
}
ASKED = ["-t", "0.7", "-r", "2"]
CONFIG = {"defaults": {"timeout_min": "250ms"}}
EXCEPTIONS = expand({
    question: [Case(f"value:{cell(2, 5)}={digits}", missing={cell(2, 5): f"answered with {name}"})
               for digits, name in (("8000", "noSuchObject"), ("8100", "noSuchInstance"))]
    for question in ("column", "columns", "table", "mixed")}, ("v2c", "v3"))
TRANSIENT = expand({"columns": [Case("walk?every:4?error:5:1"), Case("walk?every:3?error:13:0"), Case("bulk?leave_out:#3"),
                                Case("bulk?leave_out:#-2"), Case("next?extra_varbind+bulk?drop")],
                    "column": [Case("walk?every:2?error:5:1")]}, ("v2c",))
# Ends that are none.
FALSE_ENDS = expand({
    question: [Case(f"bulk?value:{cell(2, 7)}=8200"), Case("walk?every:3?error:2:0"), Case("walk?every:5?error:2:1"),
               Case("bulk?extra_varbind"), Case("bulk?twice:#-1")]
    for question in ("column", "columns", "mixed")}, ("v2c", "v3"))
FALSE_ENDS += expand({"columns": [Case("walk?every:2?leave_out:#1"), Case("bulk?leave_out:#1")]}, ("v2c", "v3"))
FALSE_ENDS += expand({question: [Case("every:3?walk?error:2:1"), Case("every:5?walk?error:2:0")]
                      for question in ("column", "columns", "mixed")}, ("v1",))
# What stands where the name should is no OID, or none that ends where it says.
UNNAMED = expand({
    question: [Case(f"octets:{cell(2, 5)}={digits}", missing={root: ""}, absent=(cell(2, 5),)) for digits in ("0102", "06040500")]
    for question, root in (("column", column(2)), ("columns", column(2)), ("table", IF_ENTRY), ("mixed", column(2)))}, ("v2c", "v3"))
UNNAMED += expand({"column": [
    Case("+".join(f"octets:{cell(2, row)}=0102" for row in (3, 4, 5, 9)), missing={column(2): ""},
         absent=tuple(cell(2, row) for row in (3, 4, 5, 9))),
    Case(f"octets:{cell(2, 12)}=0102", missing={column(2): ""}, absent=(cell(2, 12),)),
    Case("+".join(f"octets:{cell(2, row)}=0102" for row in range(2, 13)), missing={column(2): ""},
         absent=tuple(cell(2, row) for row in range(2, 13))),
]})
# In version 1 nobody can ask for what follows.
UNNAMED += expand({"column": [Case(f"octets:{cell(2, 5)}=0102", missing={column(2): ""},
                                   absent=tuple(cell(2, row) for row in range(5, 13)))]}, ("v1",))
# Strings may be empty beside values that cannot be.
EMPTY = expand({"columns": [
    Case("+".join(f"empty:{oid}" for oid in (column(2), *(cell(10, row) for row in rows))),
         changed={cell(2, row): "" for row in range(1, INTERFACES + 1)}, malformed={cell(10, row): "" for row in rows})
    for rows in ((3,), (12,), (2, 3, 4), (1, 4, 5, 6, 8, 11))]}, ("v2c", "v3"))


@pytest.fixture(scope="module")
def odd_rows(module_folder):
    return Polls(module_folder, [*EXCEPTIONS, *TRANSIENT, *FALSE_ENDS, *UNNAMED, *EMPTY], QUESTIONS, CONFIG, ASKED)


@pytest.mark.parametrize("parameters", [*EXCEPTIONS, *TRANSIENT, *FALSE_ENDS, *UNNAMED], ids=name_of)
def test_what_is_odd_in_a_row_costs_no_other_row(odd_rows, parameters):
    question, version, case = parameters
    check(*odd_rows.record(question, version, case.rule), case)


@pytest.mark.parametrize("parameters", EMPTY, ids=name_of)
def test_an_empty_string_beside_a_broken_counter_costs_few_requests(odd_rows, parameters):
    question, version, case = parameters
    record, honest = odd_rows.record(question, version, case.rule)
    check(record, honest, case)
    assert record["requests"] <= honest["requests"] + 12, record
