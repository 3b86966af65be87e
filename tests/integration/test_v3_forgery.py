"""Nobody without the keys can end an SNMPv3 poll: a proxy between worker and snmpd sends, before each answer, every kind of
message that is not authentic."""

import pytest
from harness import records
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD, SYS_NAME, Snmpd
from harness.forgery import AUTH, FORGERIES, PRIV, Proxy, build, forger, report
from harness.timing import made

GOOD = {"version": 3, "username": "sha256_aes", "security_level": "authPriv", "auth_protocol": "SHA256",
        "password": AUTH_PASSWORD, "priv_protocol": "AES", "priv_password": PRIV_PASSWORD}
BAD = {"wrong passphrase": {"password": "another-passphrase"}, "unknown user": {"username": "nobody_known"},
       "wrong protocol": {"auth_protocol": "SHA512"}}
LOGIN = ["-v", "3", "-u", "sha256_aes", "-a", "SHA256", "-A", AUTH_PASSWORD, "-x", "AES", "-X", PRIV_PASSWORD]
AUTH_ONLY = ["-v", "3", "-u", "sha_only", "-l", "authNoPriv", "-a", "SHA", "-A", AUTH_PASSWORD]
POLLS = 100
EVERYTHING = [*FORGERIES]
KINDS = {**{name: [name] for name in FORGERIES}, "everything": EVERYTHING}


@pytest.fixture
def proxy(snmpd, ended):
    def start(count=1, agent=snmpd, **how):
        ended.append(Proxy(agent.port, count, **how))
        return ended[-1]

    return start


def serve(start_service, hosts, auth=None, **defaults):
    return start_service({
        "auths": {"asked": {**GOOD, **(auth or {})}},
        "modules": {"name": {"get": [SYS_NAME]}},
        "defaults": {"interval": "500ms", "timeout": "2s", "timeout_min": "500ms", "retries": 2, "auth": "asked",
                     "modules": ["name"], **defaults},
        "breaker": {"after": 0},
        "targets": [{"hosts": host} for host in hosts],
    })


def polled(found):
    """Of polls that were made, without those that the stop ended."""
    return [record for record in made(found) if record["error"] != "shutdown"]


def check_all_ok(found):
    bad = [record for record in found if record["status"] != "ok"]
    assert not bad, (len(bad), bad[0])
    assert all(record["varbinds"][0]["value"] == "integration-snmpd" for record in found)


def sweep_all(sweep, proxy, *words):
    result = sweep(*proxy.hosts, "-o", SYS_NAME, "--rate", "0", "--format", "jsonl", *words)
    assert result.returncode in (0, 1), result.stderr
    return records.parse(result.stdout)


@pytest.mark.parametrize("kind", KINDS)
def test_a_known_engine_is_polled_among_forgeries(proxy, start_service, kind):
    """The first poll of each host is made in peace; then each of a hundred is disturbed."""
    between = proxy(20)
    service = serve(start_service, between.hosts)
    service.wait_for_records(lambda found: len({r["host"] for r in found if r["status"] == "ok"}) == 20, "an answer of each")
    between.before = forger(KINDS[kind])
    disturbed = len(service.records()) + 20  # of those one each may have been under way
    service.wait_for_records(lambda found: len(polled(found[disturbed:])) >= POLLS, f"{POLLS} polls", deadline=90)
    assert service.stop() == 0
    check_all_ok(polled(service.records()))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("login", [LOGIN, AUTH_ONLY], ids=["authPriv", "authNoPriv"])
def test_an_unknown_engine_is_found_among_forgeries(proxy, sweep, kind, login):
    between = proxy(POLLS, before=forger(KINDS[kind]))
    found = sweep_all(sweep, between, *login, "-t", "2", "-r", "3")
    assert len(found) == POLLS
    check_all_ok(found)


def test_no_forgery_is_an_answer(proxy, sweep):
    """Only forgeries come: the poll ends without a value when its tries do, and says what came."""
    between = proxy(10, before=forger(EVERYTHING), change=lambda answer, octets: octets if not answer.flags & AUTH else b"")
    for record in sweep_all(sweep, between, *LOGIN, "-t", "0.4", "-r", "1"):
        assert record["status"] in ("timeout", "auth_failure", "bad_response", "agent_error") and record["error"], record
        assert record["varbinds"] == [], record


def test_forged_clocks_and_engines_are_not_learned(proxy, start_service):
    """What a forgery said of the engine is forgotten with it: polls go on with one request each."""
    between = proxy(5, before=forger(["reports from the end of time", "reports of another engine", "another clock"]))
    service = serve(start_service, between.hosts)
    service.wait_for_records(lambda found: len(polled(found)) >= 30, "six rounds")
    assert service.stop() == 0
    found = polled(service.records())
    check_all_ok(found)
    assert all(record["requests"] + record["retries"] == 1 for record in found if record["seq"] > 3), found[-1]


@pytest.mark.parametrize("kind", ["none", "noise", "everything"])
def test_an_exchanged_device_heals_within_its_poll(folder, ended, proxy, start_service, kind):
    between = proxy(5, before=forger(KINDS.get(kind, [])))
    service = serve(start_service, between.hosts)
    service.wait_for_records(lambda found: len(polled(found)) >= 10, "two rounds")
    other = Snmpd(folder)
    ended.append(other)
    between.agent = ("127.0.0.1", other.port)
    exchanged = len(service.records()) + 5
    service.wait_for_records(lambda found: len(polled(found[exchanged:])) >= 20, "four rounds")
    assert service.stop() == 0
    found = polled(service.records())
    check_all_ok(found)
    most = 6 if kind == "everything" else 4  # two engines are claimed, with a clock that is wrong as well
    assert all(record["requests"] + record["retries"] <= most for record in found), found


@pytest.mark.parametrize("wrong", BAD)
@pytest.mark.parametrize("kind", ["none", "reports"])
def test_a_wrong_key_is_asked_at_most_one_request_more(proxy, start_service, wrong, kind):
    between = proxy(5, before=forger(KINDS.get(kind, [])))
    service = serve(start_service, between.hosts, BAD[wrong], timeout="300ms", timeout_min="100ms", retries=5)
    service.wait_for_records(lambda found: len(polled(found)) >= 15, "three rounds", deadline=90)
    assert service.stop() == 0
    found = polled(service.records())
    for record in found:
        assert record["status"] == "auth_failure" or kind != "none" and record["status"] == "agent_error", record
        assert record["requests"] + record["retries"] <= 3, record  # the first of them asks for the engine
    per_host = {host: [r for r in found if r["host"] == host] for host in between.hosts}
    for host, mine in per_host.items():
        sent = between.requests.count(host.partition(":")[0])
        assert sent <= 3 * (len(mine) + 1), (host, sent, len(mine))  # one poll more may have been stopped


def test_a_wrong_key_in_a_sweep(proxy, sweep):
    between = proxy(3)
    words = ["-v", "3", "-u", "sha256_aes", "-a", "SHA256", "-A", "another-passphrase", "-x", "AES", "-X", PRIV_PASSWORD]
    found = sweep_all(sweep, between, *words, "-t", "0.3", "-r", "5")
    assert {record["status"] for record in found} == {"auth_failure"}
    assert len(between.requests) <= 3 * len(found), len(between.requests)


def without_clock(answer, octets):
    """The report of a discovery without its clock, so that the first request is not in the window."""
    return octets if answer.flags & AUTH or answer.boots == 0 else build(answer._replace(boots=0, time=0))


def with_bare_reports(answer, octets):
    """As agents send it that do not authenticate a notInTimeWindow."""
    if answer.flags & AUTH and not answer.flags & PRIV:
        return report(answer, "not_in_time_windows", answer.engine_id, boots=answer.boots, time=answer.time)
    return without_clock(answer, octets)


def test_a_clock_is_set_by_an_authentic_report(proxy, sweep):
    check_all_ok(sweep_all(sweep, proxy(5, change=without_clock), *LOGIN, "-t", "1", "-r", "2"))


def test_a_clock_is_set_by_a_bare_report_only_if_a_quirk_says_so(proxy, sweep):
    between = proxy(5, change=with_bare_reports)
    for record in sweep_all(sweep, between, *LOGIN, "-t", "0.4", "-r", "2"):
        assert record["status"] != "ok" and "unauthenticated_reports" in record["error"], record
    check_all_ok(sweep_all(sweep, between, *LOGIN, "-t", "1", "-r", "2", "--quirk", "unauthenticated_reports"))
