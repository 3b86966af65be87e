"""Processes of a test: started with their output in files, ended by pid, waited for with a deadline. No test sleeps: it
waits for a condition through `wait_until`, the one place that lets time pass."""

import os
import signal
import subprocess
import threading
import time

DEADLINE = 60.0  # fails a test that waits in vain; no promise of the product
_PAUSE = threading.Event()


def wait_until(condition, what, deadline=DEADLINE):
    """The first truthy value of condition(); fails with `what` when the deadline (seconds) passes."""
    begun = time.monotonic()
    while True:
        asked = time.monotonic()
        value = condition()
        if value:
            return value
        if time.monotonic() - begun > deadline:
            raise AssertionError(f"not within {deadline} s: {what() if callable(what) else what}")
        _PAUSE.wait(max(0.01, time.monotonic() - asked))  # on one slow core the others come to their turn


def bin_dir():
    return os.environ["SNMPOLLD_BIN_DIR"]


def binary(name):
    return os.path.join(bin_dir(), name)


def is_sanitized():
    """Such a program keeps what is freed."""
    with open(binary("snmpolld-worker"), "rb") as file:
        return b"__asan_init" in file.read()


def read_text(path):
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def is_alive(pid):
    """False for a zombie too: what is dead but not yet reaped runs no more."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except FileNotFoundError:
        return []


def name_of(pid):
    """Of the program that the process runs; "" if there is none any more."""
    try:
        with open(f"/proc/{pid}/comm", encoding="ascii", errors="replace") as file:
            return file.read().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Running:
    """A started process; stdout and stderr are files in `folder`."""

    count = 0

    def __init__(self, argv, folder, stdin=subprocess.DEVNULL, stdout=None, env=None):
        Running.count += 1
        self.argv = argv
        stem = os.path.join(folder, f"{Running.count}-{os.path.basename(argv[0])}")
        self.stdout_path = stem + ".out"
        self.stderr_path = stem + ".err"
        with open(self.stdout_path, "wb") as out, open(self.stderr_path, "wb") as err:
            self.popen = subprocess.Popen(
                argv, stdin=stdin, stdout=stdout if stdout is not None else out, stderr=err, env=env, cwd=folder
            )

    @property
    def pid(self):
        return self.popen.pid

    @property
    def stdout(self):
        return read_text(self.stdout_path)

    @property
    def stderr(self):
        return read_text(self.stderr_path)

    def signal(self, number):
        self.popen.send_signal(number)

    def wait(self, deadline=DEADLINE):
        """The exit status; negative for a signal."""
        try:
            return self.popen.wait(deadline)
        except subprocess.TimeoutExpired:
            self.end()
            raise AssertionError(
                f"{self.argv[:2]} still ran after {deadline} s; stderr: {self.stderr[-2000:]}"
            ) from None

    def wait_for_output(self, text, deadline=DEADLINE):
        def found():
            assert self.popen.poll() is None or text in self.stdout + self.stderr, (
                f"{self.argv[:2]} ended with {self.popen.returncode}: {self.stderr[-2000:]}"
            )
            return text in self.stdout + self.stderr

        wait_until(found, lambda: f"{text!r} from {self.argv[:2]}; stderr: {self.stderr[-2000:]}", deadline)

    def end(self):
        """For clean-up: SIGTERM, then SIGKILL."""
        if self.popen.poll() is not None:
            return
        self.popen.terminate()
        try:
            self.popen.wait(6)
        except subprocess.TimeoutExpired:
            self.popen.send_signal(signal.SIGKILL)
            self.popen.wait(6)
