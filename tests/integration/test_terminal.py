"""On a terminal, what a device says is shown and never obeyed, whatever the format."""

import json
import os
import pty
import subprocess

import pytest
from harness.counting_agent import COUNTER64, OCTET_STRING, CountingAgent
from harness.process import binary


@pytest.fixture
def hostile_agent():
    agent = CountingAgent({
        "1.3.6.1.2.1.31.1.1.1.1.1": (OCTET_STRING, b"a\x1b]0;title\x07\xc2\x9b31m\xe2\x80\xaeb"),
        "1.3.6.1.2.1.31.1.1.1.6.1": (COUNTER64, lambda ticks: ticks),
    })
    yield agent
    agent.end()


def on_terminal(arguments, folder):
    terminal, other_end = pty.openpty()
    with subprocess.Popen([binary("snmpolld"), *arguments], cwd=folder, stdout=other_end, stderr=subprocess.DEVNULL):
        os.close(other_end)
        parts = []
        try:
            while chunk := os.read(terminal, 65536):
                parts.append(chunk)
        except OSError:  # EIO: its last writer has ended
            pass
    os.close(terminal)
    return b"".join(parts)


@pytest.mark.parametrize("form", ["prometheus", "influx", "csv", "jsonl", "text"])
def test_a_terminal_obeys_no_device(folder, hostile_agent, form):
    config = os.path.join(folder, "m.yaml")
    with open(config, "w", encoding="ascii") as file:
        json.dump({
            "modules": {"m": {
                "walk": ["1.3.6.1.2.1.31.1.1.1.6", "1.3.6.1.2.1.31.1.1.1.1"],
                "metrics": [{
                    "name": "octets", "oid": "1.3.6.1.2.1.31.1.1.1.6", "type": "counter", "help": "Octets",
                    "indexes": [{"labelname": "i", "type": "gauge"}],
                    "lookups": [{"labels": ["i"], "labelname": "name", "oid": "1.3.6.1.2.1.31.1.1.1.1",
                                 "type": "DisplayString"}],
                }],
            }},
            "targets": ["127.0.0.1"],
        }, file)
    shown = on_terminal(
        ["sweep", "-f", config, "-m", "m", "--format", form, "--color", "never", f"127.0.0.1:{hostile_agent.port}"],
        folder,
    ).replace(b"\x1b[K", b"").replace(b"\r\n", b"\n")
    assert shown.strip(), form
    for sequence in (b"\x1b", b"\x07", b"\xc2\x9b", b"\xe2\x80\xae", b"\r"):
        assert sequence not in shown, shown
    if form in ("prometheus", "influx"):
        assert b"title" in shown, shown
