"""An HTTP server that a client has taken over, in the place of a real one: it floods the log and its supervisor, lies, and
attacks it. It is killed and named, its successor is started after a pause, and the polls go on. What it tries from inside its
sandbox otherwise is in tests/takeover."""

import os
import re
import shutil
import signal

import pytest
from harness import records
from harness.process import bin_dir, is_alive, is_sanitized, wait_until
from harness.web import Web

pytestmark = pytest.mark.skipif(is_sanitized(), reason="sanitizers need what the sandbox takes away")


@pytest.fixture
def taken_over(folder, fleet, start_service, monkeypatch):
    """Starts a service whose HTTP servers misbehave; with None, real ones."""

    def start(deed, **http):
        port = fleet().port
        place = os.path.join(folder, "bin")
        os.makedirs(place)
        for name in ("snmpolld", "snmpolld-worker", "snmpolld-http"):
            source = "taken_over" if deed and name == "snmpolld-http" else name
            shutil.copy(os.path.join(bin_dir(), source), os.path.join(place, name))
        with open(os.path.join(place, "attack"), "w", encoding="ascii") as file:
            file.write(f"{deed}\n")
        monkeypatch.setenv("SNMPOLLD_BIN_DIR", place)
        return start_service({
            "defaults": {"interval": "300ms", "timeout": "300ms", "retries": 0},
            "targets": [{"hosts": f"127.1.0.1-3:{port}"}],
            "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"], **http},
        })

    return start


def check_that_polls_go_on(service):
    before = len(service.records())
    service.wait_for_records(lambda found: len(found) >= before + 6, "further polls")
    assert service.command("status").returncode == 0
    assert service.stop() == 0
    records.check_ledger(service.records())
    found = [record for record in service.records() if record["host"].startswith("127.1.")]
    assert {record["status"] for record in found if record["status"] != "skipped"} == {"ok"}


@pytest.mark.parametrize(
    "deed, fault",
    [
        ("flood_log", "too many lines for the log"),
        ("flood_requests", "more requests at a time than it may have"),
        ("twice", "a request twice"),
        ("too_long", "a text that is longer than any URL"),
        ("endless", "frame refused: a length of 65537 octets"),
        ("nonsense", "not a message of an HTTP server"),
        ("no_pong", "an answer to what was not asked"),
    ],
)
def test_an_http_server_that_floods_or_lies_is_killed_and_named(taken_over, deed, fault):
    service = taken_over(deed)
    service.wait_for_log("event=http_died")
    wait_until(lambda: service.log().count("event=http_died") >= 2, "the end of its successor")
    log = service.log()
    assert re.search(rf'event=http_killed pid=\d+ fault="[^"]*{re.escape(fault)}', log), log
    assert re.search(rf'event=http_died pid=\d+ how="[^"]*{re.escape(fault)}', log), log
    check_that_polls_go_on(service)
    deaths = service.log().count("event=http_killed")
    assert service.log().count("all is well") <= 100 * deaths
    assert deaths < 12  # it was not started again and again without a pause


@pytest.mark.parametrize("deed", ["kill", "signal by the channel", "ptrace", "clone", "hand a descriptor back",
                                  "hand a descriptor up with sendmsg"])
def test_an_http_server_that_attacks_its_supervisor_is_killed(taken_over, deed):
    service = taken_over(deed)
    service.wait_for_log("event=http_died")
    assert re.search(r'event=http_died pid=\d+ how="signal 31', service.log()), service.log()
    check_that_polls_go_on(service)


@pytest.mark.parametrize("deed", ["flood_messages", "strange"])
def test_sound_messages_are_answered_however_many_and_strange_they_are(taken_over, deed):
    service = taken_over(deed)
    wait_until(service.http_server, "the HTTP server")
    check_that_polls_go_on(service)
    assert "event=http_killed" not in service.log() or deed == "flood_messages", service.log()


def test_an_http_server_that_answers_nothing_is_replaced(taken_over):
    service = taken_over("mute")
    service.wait_for_log('fault="does not answer"', deadline=60)
    check_that_polls_go_on(service)


def test_clients_are_answered_again_after_the_death_of_the_http_server(taken_over):
    service = taken_over(None)
    web = Web(service)
    assert web.ask("/healthz")[:2] == (200, "ok\n")
    victim = service.http_server()
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: not is_alive(victim), "its end")
    assert web.ask("/healthz")[:2] == (200, "ok\n")
    service.wait_for_log(f"event=http_died pid={victim}")
    assert "snmpolld_http_restarts_total 1\n" in web.page("/metrics")
    wait_until(lambda: web.page("/targets/metrics").count("\nsnmpolld_up{") == 3, "the hosts' next polls")
    check_that_polls_go_on(service)


def read(pid, name):
    with open(f"/proc/{pid}/{name}", encoding="ascii") as file:
        return file.read()


def test_an_http_server_has_given_up_all_that_it_does_not_need(taken_over):
    service = taken_over(None)
    Web(service).page("/healthz")
    pid = service.http_server()
    status = read(pid, "status")
    assert re.search(r"^Seccomp:\s+2$", status, re.M) and re.search(r"^NoNewPrivs:\s+1$", status, re.M), status
    assert re.search(r"^CapBnd:\s+0+$", status, re.M) or os.geteuid() != 0, status
    if os.geteuid() == 0:
        assert re.search(rf"^Uid:\s+{0x70000000 + pid}\b", status, re.M), status
    assert read(pid, "oom_score_adj").strip() == "1000"
    check_that_polls_go_on(service)


def test_an_http_server_ends_with_its_supervisor(taken_over):
    service = taken_over(None)
    Web(service).page("/healthz")
    pid = service.http_server()
    service.process.signal(signal.SIGKILL)
    wait_until(lambda: not is_alive(pid), "its end")
