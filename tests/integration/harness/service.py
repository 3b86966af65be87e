"""snmpolld as a command and as a service."""

import json
import os
import signal
import subprocess

from . import records
from .process import DEADLINE, Running, binary, children, is_alive, name_of, read_text, wait_until


def sweep(folder, *arguments, stdin=None, deadline=240, env=None):
    """A finished `snmpolld sweep`; its stdout and stderr as text."""
    return run(folder, "sweep", *arguments, stdin=stdin, deadline=deadline, env=env)


def run(folder, *arguments, stdin=None, deadline=240, env=None):
    argv = [binary("snmpolld"), *map(str, arguments)]
    result = subprocess.run(
        argv, cwd=folder, input=stdin or b"", capture_output=True, timeout=deadline, check=False, env=env
    )
    result.stdout_bytes = result.stdout
    result.stdout = result.stdout.decode("utf-8", "surrogateescape")
    result.stderr = result.stderr.decode("utf-8", "surrogateescape")
    return result


def private(path, flags):
    """An opener of files that not everybody can read: snmpolld refuses configs with secrets that are."""
    return os.open(path, flags, 0o640)


class Service:
    """`snmpolld run -f FILE` in a folder of its own; the config is a dict (JSON is YAML)."""

    def __init__(self, folder, config, env=None):
        self.folder = folder
        self.config_path = os.path.join(folder, "snmpolld.yaml")
        self.socket_path = os.path.join(folder, "control.sock")
        self.jsonl_path = os.path.join(folder, "records.jsonl")
        self.config = {
            "control": {"socket": self.socket_path},
            "outputs": [{"type": "jsonl", "path": self.jsonl_path}],
            **config,
        }
        self.write_config(self.config)
        self.process = Running([binary("snmpolld"), "run", "-f", self.config_path], folder, env=env)
        self._wait_until_up()

    def _wait_until_up(self):
        def up():
            assert self.process.popen.poll() is None, f"ended with {self.process.popen.returncode}: {self.log()}"
            return os.path.exists(self.socket_path) and self.command("status").returncode == 0

        wait_until(up, lambda: f"the service's answer to status; log: {self.log()}")

    def write_config(self, config):
        self.config = config
        with open(self.config_path, "w", encoding="utf-8", opener=private) as file:
            json.dump(config, file, indent=1)

    def command(self, name, *arguments):
        return run(self.folder, name, "--control", self.socket_path, *arguments)

    def status(self):
        result = self.command("status", "--json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def records(self):
        return records.read(self.jsonl_path)

    def log(self):
        return read_text(self.process.stderr_path)

    def workers(self):
        """Pids of the living workers, straight from the kernel."""
        return self.children("snmpolld-worker")

    def http_server(self):
        """The pid of the process of the HTTP server; None: there is none."""
        return next(iter(self.children("snmpolld-http")), None)

    def children(self, name):
        return [pid for pid in children(self.process.pid) if is_alive(pid) and name_of(pid) == name]

    def wait_for_records(self, condition, what, deadline=DEADLINE):
        """Waits until condition(records) is truthy and returns it."""
        return wait_until(
            lambda: condition(self.records()),
            lambda: f"{what}; {records.statuses(self.records())}; log: {self.log()[-2000:]}",
            deadline,
        )

    def wait_for_log(self, text, deadline=DEADLINE):
        wait_until(lambda: text in self.log(), lambda: f"{text!r} in the log: {self.log()[-2000:]}", deadline)

    def wait_for_status(self, condition, what, deadline=DEADLINE):
        return wait_until(lambda: condition(self.status()), lambda: f"{what}: {self.status()}", deadline)

    def stop(self, deadline=DEADLINE):
        """SIGTERM; the exit status."""
        self.process.signal(signal.SIGTERM)
        return self.process.wait(deadline)

    def end(self):
        self.process.end()


def due_of(status):
    """The ledger's equation, at any moment: due = all outcomes + in flight."""
    ledger = status["ledger"]
    outcomes = sum(count for name, count in ledger.items() if name in records.STATUSES)
    assert ledger["due"] == outcomes + ledger["in_flight"], ledger
    return ledger["due"]
