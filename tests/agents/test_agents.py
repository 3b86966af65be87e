"""The test agents as Net-SNMP's snmpget sees them, and a real snmpd as the harness starts it."""

import socket
import subprocess

import pytest
from harness.agents import SYS_DESCR, SYS_NAME, SYS_UPTIME, V3_USERS, snmpget
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD
from harness.process import binary, wait_until

IF_HC_IN_OCTETS = "1.3.6.1.2.1.31.1.1.1.6"
PATIENT = ["-t", "20", "-r", "0"]
ONE_TRY = ["-t", "0.3", "-r", "0"]  # of who does not answer


def get(folder, agent, address, oids=(SYS_NAME,), options=PATIENT, version="2c"):
    return snmpget(folder, f"{address}:{agent.port}", oids, options, version)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "127.255.255.254", "udp6:[::1]", "tcp:127.9.9.9"])
@pytest.mark.parametrize("version", ["1", "2c"])
def test_an_honest_agent_answers_from_the_address_asked(folder, fake_agent, address, version):
    agent = fake_agent({}, "--tcp", "--ipv6")
    result = get(folder, agent, address, version=version)
    assert result.returncode == 0, result.stderr
    name = address.removeprefix("udp6:[").removeprefix("tcp:").rstrip("]")
    assert f'"{name}"' in result.stdout


@pytest.mark.parametrize(
    "rule", ["drop", "wrong_request_id", "truncated", "garbage", "empty_datagram", "loss:100", "crash_bytes:30"]
)
def test_what_is_no_answer_times_out(folder, fake_agent, rule):
    agent = fake_agent({"127.2.0.0/16": rule})
    result = get(folder, agent, "127.2.0.1", options=ONE_TRY)
    assert result.returncode == 1 and "Timeout" in result.stderr
    assert get(folder, agent, "127.3.0.1").returncode == 0
    assert agent.statistics()["requests"] == {rule: 1, "ok": 1}


def test_conditions_stand_before_behaviours(folder, fake_agent):
    agent = fake_agent({"127.2.0.1": f"get?more_than:1?drop+asks:{SYS_NAME}?drop", "127.2.0.2": "first:1?drop"})
    assert get(folder, agent, "127.2.0.1", (SYS_DESCR,)).returncode == 0
    for oids in ((SYS_NAME,), (SYS_DESCR, SYS_UPTIME)):
        assert "Timeout" in get(folder, agent, "127.2.0.1", oids, ONE_TRY).stderr
    assert "Timeout" in get(folder, agent, "127.2.0.2", options=ONE_TRY).stderr
    assert get(folder, agent, "127.2.0.2").returncode == 0
    assert list(agent.statistics()["oids"].values()) == [{"1": 2}, {"1": 2, "2": 1}]


def test_an_agent_of_version_3_misbehaves_too(folder, fake_agent):
    user = f"walker:SHA-256:{AUTH_PASSWORD}:AES:{PRIV_PASSWORD}"
    agent = fake_agent({"127.2.0.1": "value:#1=020107"}, "--user", user)
    login = ["-u", "walker", "-l", "authPriv", "-a", "SHA-256", "-A", AUTH_PASSWORD, "-x", "AES", "-X", PRIV_PASSWORD]
    for address, expected in [("127.2.0.1", "INTEGER: 7"), ("127.3.0.1", '"127.3.0.1"')]:
        result = get(folder, agent, address, (SYS_NAME,), [*login, *PATIENT], "3")
        assert expected in result.stdout, result.stderr


def test_what_it_can_do_is_in_its_help(folder):
    result = subprocess.run([binary("fake_agent"), "--help"], cwd=folder, capture_output=True, text=True, check=True)
    assert "  more_than:N?  it asks more than N OIDs\n" in result.stdout
    assert "  value:WHAT=HEX  the value is these octets" in result.stdout


def test_an_error_status_comes_with_its_index(folder, fake_agent):
    agent = fake_agent({"127.2.0.1": "error:5:2", "127.2.0.2": "no_such_name"})
    result = get(folder, agent, "127.2.0.1", (SYS_NAME, SYS_UPTIME))
    assert "genError" in result.stderr and SYS_UPTIME in result.stderr
    assert "noSuchName" in get(folder, agent, "127.2.0.2", version="1").stderr


def test_a_trickling_agent_needs_its_time(folder, fake_agent):
    agent = fake_agent({"127.2.0.1": "trickle:10"}, "--tcp")
    assert get(folder, agent, "tcp:127.2.0.1", options=["-t", "60", "-r", "0"]).returncode == 0


def test_the_retry_is_answered_before_the_late_answer(folder, fake_agent):
    agent = fake_agent({"127.2.0.1": "late:5000"})
    assert get(folder, agent, "127.2.0.1", options=["-t", "2", "-r", "1"]).returncode == 0
    assert agent.statistics()["repeated"] == 1


def test_an_answer_from_another_address(folder, fake_agent):
    agent = fake_agent({"127.2.0.1": "wrong_source"})
    request = bytes.fromhex("302602010104067075626c6963a019020101020100020100300e300c06082b060102010105000500")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(60)
        client.sendto(request, ("127.2.0.1", agent.port))
        _, source = client.recvfrom(2000)
    assert source == ("127.130.0.1", agent.port)


def test_statistics_are_told_while_it_runs(folder, fake_agent):
    agent = fake_agent({})
    get(folder, agent, "127.0.0.1")
    assert agent.statistics_now()["replies"] == 1
    get(folder, agent, "127.0.0.1")
    assert agent.statistics()["replies"] == 2


def test_a_real_snmpd_answers_on_every_loopback_address(folder, snmpd):
    for address in ("127.0.0.1", "127.77.1.1", "tcp:127.0.0.1", "udp6:[::1]"):
        result = get(folder, snmpd, address, (SYS_DESCR, SYS_NAME), ["-t", "2"])
        assert result.returncode == 0 and "integration-snmpd" in result.stdout, result.stderr


@pytest.mark.parametrize("name", V3_USERS)
def test_a_real_snmpd_knows_its_users(folder, snmpd, name):
    auth, priv = V3_USERS[name]
    options = ["-u", name, "-l", "authPriv" if priv else "authNoPriv", "-a", auth, "-A", AUTH_PASSWORD, "-t", "2"]
    if priv:
        options += ["-x", priv, "-X", PRIV_PASSWORD]
    result = get(folder, snmpd, "127.0.0.1", options=options, version="3")
    assert "integration-snmpd" in result.stdout, result.stderr


@pytest.mark.parametrize("name", ["fake_agent", "fleet"])
def test_an_agent_ends_with_its_standard_input(fake_agent, fleet, name):
    agent = fake_agent({}) if name == "fake_agent" else fleet()
    agent.popen.stdin.close()
    wait_until(lambda: agent.popen.poll() is not None, "the agent's end")
    assert agent.popen.returncode == 0
