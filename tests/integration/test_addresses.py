"""Names with several addresses. The names are those of a hosts file that is seen by the program alone."""

import os
import subprocess

import pytest
from harness import records
from harness.counting_agent import OCTET_STRING, CountingAgent

NAME = "1.3.6.1.2.1.1.5.0"
BINARY = os.path.join(os.environ["SNMPOLLD_BIN_DIR"], "snmpolld")


@pytest.fixture
def with_hosts(folder):
    """Runs a command to which the given addresses have the name sw1."""

    def start(addresses, *arguments):
        path = os.path.join(folder, "hosts")
        with open(path, "w", encoding="ascii") as file:
            file.writelines(f"{address} sw1\n" for address in addresses)
        script = f'mount --bind {path} /etc/hosts && exec "$@"'
        return subprocess.run(["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", BINARY, *arguments],
                              capture_output=True, text=True, timeout=60)

    try:
        probe = subprocess.run(["unshare", "--map-root-user", "--mount", "mount", "--bind", "/etc/hosts", "/etc/hosts"],
                               capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no unshare")
    if probe.returncode != 0:
        pytest.skip("this machine does not allow a mount namespace")
    return start


def test_a_sweep_asks_the_next_address_if_one_does_not_answer(with_hosts):
    agent = CountingAgent({NAME: (OCTET_STRING, b"here")}, address="127.0.0.77")
    try:
        result = with_hosts(["127.0.0.1", "127.0.0.77"], "sweep", f"sw1:{agent.port}", "-o", NAME, "-t", "0.2", "-r", "0",
                            "--format", "jsonl")
    finally:
        agent.end()
    (record,) = records.parse(result.stdout)
    assert record["status"] == "ok" and record["address"] == f"127.0.0.77:{agent.port}", result.stderr
    assert record["requests"] == 2 and record["varbinds"][0]["value"] == "here"


def test_if_no_address_answers_the_record_is_that_of_the_first(with_hosts):
    result = with_hosts(["127.0.0.77", "127.0.0.78"], "sweep", "sw1:9", "-t", "0.1", "-r", "0", "--format", "jsonl")
    (record,) = records.parse(result.stdout)
    assert record["status"] in ("unreachable", "timeout") and record["address"] == "127.0.0.77:9"
    assert "other addresses" in record["error"] and record["requests"] == 2
