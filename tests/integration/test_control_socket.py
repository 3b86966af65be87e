"""Where the control socket of a user's own service is, and whom a client asks."""

import os
import shutil
import socket
import stat
import subprocess
import threading

import pytest
from harness.process import Running, binary, wait_until
from harness.service import run

NOBODY, SOMEBODY = 65534, 65533
CONFIG = "targets: [{host: 127.0.0.1:9, interval: 1h}]\noutputs: [{type: jsonl, path: records.jsonl}]\n"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="skipped: only root can act as several users")


def become_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


class Home:
    """A folder of nobody's with the programs, a config, and a folder `runtime` that XDG_RUNTIME_DIR names."""

    def __init__(self, folder):
        self.folder = folder
        self.runtime = os.path.join(folder, "runtime")
        self.socket = os.path.join(self.runtime, "snmpolld", "control.sock")
        self.environment = {"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": self.runtime, "SNMPOLLD_NAMES": ""}
        for program in ["snmpolld", "snmpolld-worker"]:
            shutil.copy(binary(program), folder)
        with open(os.path.join(folder, "c.yaml"), "w", encoding="ascii") as file:
            file.write(CONFIG)
        os.chmod(os.path.join(folder, "c.yaml"), 0o644)
        os.mkdir(self.runtime, 0o755)
        for path in [folder, self.runtime]:
            os.chown(path, NOBODY, NOBODY)

    def argv(self, *arguments):
        return [os.path.join(self.folder, "snmpolld"), *arguments]

    def status(self):
        return subprocess.run(self.argv("status"), cwd=self.folder, env=self.environment, timeout=60, text=True,
                              capture_output=True, check=False, preexec_fn=become_nobody)


class Service(Running):
    """`snmpolld run` of nobody."""

    def __init__(self, home):
        self.argv = home.argv("run", "-f", "c.yaml")
        self.stdout_path, self.stderr_path = (os.path.join(home.folder, name) for name in ("out", "err"))
        with open(self.stdout_path, "wb") as out, open(self.stderr_path, "wb") as err:
            self.popen = subprocess.Popen(self.argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=home.folder,
                                          env=home.environment, preexec_fn=become_nobody)


@pytest.fixture
def home(folder):
    if os.path.exists("/run/snmpolld/control.sock"):
        pytest.skip("skipped: a service runs on this machine")
    return Home(folder)


@pytest.fixture
def service(home, ended):
    def start():
        ended.append(Service(home))
        return ended[-1]

    return start


def test_the_socket_of_a_user_is_in_a_folder_that_only_he_owns(home, service):
    running = service()
    wait_until(lambda: home.status().returncode == 0, lambda: f"an answer; {running.stderr}")
    folder = os.lstat(os.path.dirname(home.socket))
    assert (stat.S_IMODE(folder.st_mode), folder.st_uid) == (0o700, NOBODY)
    assert "no_control_socket" not in running.stderr


def link_to_elsewhere(path):
    os.symlink("/tmp", path)


def folder_of_somebody(path):
    os.mkdir(path, 0o777)
    os.chmod(path, 0o777)
    os.chown(path, SOMEBODY, SOMEBODY)


def folder_that_others_may_write(path):
    os.mkdir(path)
    os.chown(path, NOBODY, NOBODY)
    os.chmod(path, 0o777)


@pytest.mark.parametrize("prepare", [link_to_elsewhere, folder_of_somebody, folder_that_others_may_write])
def test_a_folder_that_somebody_else_has_prepared_is_not_used(home, service, prepare):
    prepare(os.path.dirname(home.socket))
    running = service()
    running.wait_for_output("no_control_socket")
    assert f"{home.runtime}/snmpolld is not a folder that only user {NOBODY} owns" in running.stderr
    assert not os.path.exists(home.socket)


class Stranger:
    """A socket on which a process of user `user` listens and answers everything."""

    ANSWER = b'{"ok": true}\n'

    def __init__(self, path, user):
        self.asked = b""
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        os.seteuid(user)  # a client is told who called listen()
        try:
            self.listener.listen()
        finally:
            os.seteuid(0)
        os.chmod(path, 0o666)
        self.thread = threading.Thread(target=self.answer, daemon=True)
        self.thread.start()

    def answer(self):
        connection, _ = self.listener.accept()
        self.asked = connection.recv(1000)
        if self.asked:
            connection.send(self.ANSWER)
        connection.close()


def test_a_client_asks_no_stranger(home):
    """Neither where a client looks by itself, nor where he was told to look."""
    folder_of_somebody(os.path.dirname(home.socket))
    stranger = Stranger(home.socket, SOMEBODY)
    asked = home.status()
    assert asked.returncode == 1 and f"a process of user {SOMEBODY} answers there" in asked.stderr, asked.stderr
    stranger.thread.join(10)
    assert stranger.asked == b""
    elsewhere = os.path.join(home.folder, "elsewhere")
    os.mkdir(elsewhere)
    os.chmod(elsewhere, 0o777)
    stranger = Stranger(os.path.join(elsewhere, "s"), SOMEBODY)
    asked = run(home.folder, "status", "--control", os.path.join(elsewhere, "s"))
    assert asked.returncode == 1 and "was asked nothing" in asked.stderr, asked.stderr
    stranger.thread.join(10)
    assert stranger.asked == b""
