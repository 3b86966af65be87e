"""The state file: what was learned survives a restart, and whatever happens to the file, the service runs."""

import os
import signal
import stat

import pytest
from harness import records
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD
from harness.process import read_text, wait_until

HEAD = "snmpolld learned 1"
V3 = {
    "version": 3,
    "username": "sha256_aes",
    "security_level": "authPriv",
    "auth_protocol": "SHA256",
    "password": AUTH_PASSWORD,
    "priv_protocol": "AES",
    "priv_password": PRIV_PASSWORD,
}


@pytest.fixture
def state_path(folder):
    return os.path.join(folder, "learned")


@pytest.fixture
def start_keeper(start_service, fake_agent, state_path):
    """A service with a state file that polls two hosts."""
    port = fake_agent({}).port

    def start(every="5m", **more):
        return start_service(
            {
                "defaults": {"interval": "200ms"},
                "targets": [{"hosts": f"127.1.0.1-2:{port}"}],
                "state": {"file": state_path, "every": every},
                **more,
            }
        )

    return start


def wait_for_polls(service, count=4):
    service.wait_for_records(lambda found: len(found) >= count, "polls")


def hosts_in(path):
    lines = read_text(path).splitlines()
    assert lines[0] == HEAD and lines[-1] == f"end {len(lines) - 2}", lines
    return [line.split("\t")[0] for line in lines[1:-1]]


def test_after_a_restart_a_device_of_version_3_needs_no_second_discovery(snmpd, start_service, state_path):
    host = f"127.0.0.1:{snmpd.port}"
    config = {
        "defaults": {"interval": "300ms", "auth": "good", "timeout": "10s", "timeout_min": "10s"},
        "auths": {"good": V3},
        "targets": [host],
        "state": {"file": state_path},
    }
    first = start_service(config)
    wait_for_polls(first, 3)
    assert first.stop() == 0
    asked = [record["requests"] for record in first.records() if record["status"] == "ok"]
    assert asked[0] >= 2 and asked[1] == 1, asked
    assert stat.S_IMODE(os.stat(state_path).st_mode) == 0o600
    text = read_text(state_path)
    assert hosts_in(state_path) == [host] and "engine=80" in text
    assert not any(secret in text for secret in (AUTH_PASSWORD, PRIV_PASSWORD, "sha256_aes"))
    os.remove(first.jsonl_path)
    again = start_service(config)
    wait_for_polls(again, 1)
    assert again.stop() == 0
    found = again.records()
    records.check_ledger(found)
    assert (found[0]["seq"], found[0]["status"], found[0]["requests"], found[0]["retries"]) == (1, "ok", 1, 0), found[0]
    assert "event=engine_resynced" not in again.log() and "event=state_restored" in again.log()


@pytest.mark.parametrize(
    "content, why",
    [
        (b"\0\xff garbage", ":1: not a state file of this version"),
        (b"snmpolld learned 2\nend 0\n", ":1: not a state file of this version"),
        (f"{HEAD}\nsw1\tudp:sw1:161\tcore\t5\trtt=1/1\n".encode(), ":3: it ends too early, after 1 hosts"),
        (f"{HEAD}\nsw1\tudp:sw1:161\tcore\t5\trtt=x\nend 1\n".encode(), ':2: impossible value "rtt=x"'),
        (b"", ":1: not a state file of this version"),
    ],
)
def test_a_broken_file_is_set_aside_with_one_warning(start_keeper, state_path, content, why):
    with open(state_path, "wb") as file:
        file.write(content)
    service = start_keeper()
    wait_for_polls(service)
    assert service.stop() == 0
    assert service.log().count("event=state_broken") == 1 and why.replace('"', '\\"') in service.log(), service.log()
    with open(state_path + ".broken", "rb") as file:
        assert file.read() == content
    assert len(hosts_in(state_path)) == 2


def test_what_is_no_file_is_set_aside_too(start_keeper, state_path):
    os.mkdir(state_path)
    service = start_keeper()
    assert service.stop() == 0
    assert "not a file" in service.log() and os.path.isdir(state_path + ".broken")
    assert hosts_in(state_path) == [] or len(hosts_in(state_path)) <= 2


def test_hosts_that_are_not_configured_and_old_ones_are_dropped(start_keeper, state_path):
    service = start_keeper()
    wait_for_polls(service)
    assert service.stop() == 0
    name, agent, auth, _, learned = read_text(state_path).splitlines()[1].split("\t")
    lines = [
        HEAD,
        "\t".join((name, agent, auth, "1700000000", learned)),
        "\t".join(("stranger", "udp:stranger:161", auth, "1795000000", learned)),
        "\t".join((name.replace("127.1.0.1", "127.1.0.2"), agent, auth, "1795000000", learned)),
        "end 3",
    ]
    with open(state_path, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
    service = start_keeper()
    wait_until(lambda: "event=state_restored" in service.log(), "what the file had")
    assert service.stop() == 0
    assert "event=state_restored" in service.log() and "hosts=0" in service.log().split("event=state_restored")[1]


def test_it_is_written_now_and_then_at_a_reload_and_whole_after_a_kill(start_keeper, state_path):
    service = start_keeper(every="1s")
    wait_for_polls(service)
    wait_until(lambda: os.path.exists(state_path) and len(hosts_in(state_path)) == 2, "the state file")
    before = os.stat(state_path).st_ino
    wait_until(lambda: os.stat(state_path).st_ino != before, "the next state file")
    service.process.signal(signal.SIGKILL)
    service.process.wait()
    assert len(hosts_in(state_path)) == 2
    service = start_keeper()
    wait_for_polls(service)
    before = os.stat(state_path).st_ino
    assert service.command("reload").returncode == 0
    wait_until(lambda: os.stat(state_path).st_ino != before, "the state file after a reload")
    assert "hosts=2" in service.log().split("event=state_restored")[1]


def test_a_folder_that_cannot_be_written_is_one_warning(start_keeper, folder):
    service = start_keeper(state={"file": os.path.join(folder, "nowhere", "learned"), "every": "1s"})
    wait_until(lambda: "event=state_not_written" in service.log(), "the warning")
    found = len(service.records())
    service.wait_for_records(lambda now: len(now) >= found + 30, "some seconds")
    assert service.stop() == 0
    assert service.log().count("event=state_not_written") == 1 and "no such file or directory" in service.log().lower()


def test_it_lies_in_the_state_directory_unless_told_otherwise(folder, fake_agent, start_service):
    port = fake_agent({}).port
    config = {"defaults": {"interval": "200ms"}, "targets": [f"127.1.0.1:{port}"]}
    env = {**os.environ, "STATE_DIRECTORY": f"{folder}:/nowhere"}
    service = start_service(config, env)
    wait_for_polls(service)
    assert service.stop() == 0
    assert len(hosts_in(os.path.join(folder, "learned"))) == 1
    os.remove(os.path.join(folder, "learned"))
    service = start_service({**config, "state": {"file": ""}}, env)
    wait_for_polls(service)
    assert service.stop() == 0
    assert not os.path.exists(os.path.join(folder, "learned"))
