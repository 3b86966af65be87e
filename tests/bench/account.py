"""Runs a command and tells what it cost with everything that it started, also what it did not wait for; what of that was
its own; and how much memory it and its children had at most, added up.

  account.py RESULT-FILE COMMAND...      writes {"status":..,"cpu_us":..,"own_us":..,"wall_s":..,"peak_mb":..}
"""

import ctypes
import json
import os
import resource
import select
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
LOOK_S = 0.02


def main():
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = children_us()  # a wrapper that became this interpreter may have had children
    start = time.monotonic()
    process = subprocess.Popen(sys.argv[2:])
    watch = Watch(process.pid)
    watch.until_the_end()
    own = watch.own_us()
    status = process.wait()
    wall = time.monotonic() - start
    wait_for_orphans()
    cpu = children_us() - before
    with open(sys.argv[1], "w", encoding="ascii") as file:
        json.dump({"status": status, "cpu_us": cpu, "own_us": own, "wall_s": wall, "peak_mb": watch.peak_mb()}, file)


def children_us():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (usage.ru_utime + usage.ru_stime) * 1e6


class Watch:
    """Looks at a process from time to time: the kernel forgets its threads and its memory before it is reaped."""

    def __init__(self, pid):
        self.pid = pid
        self.threads = {}  # thread: ns that it has run
        self.peak_kb = 0

    def until_the_end(self):
        with os.fdopen(os.pidfd_open(self.pid)) as end:
            self.look()
            while not select.select([end], [], [], LOOK_S)[0]:
                self.look()
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)

    def look(self):
        for thread in names(f"/proc/{self.pid}/task"):
            self.threads[thread] = run_ns(f"/proc/{self.pid}/task/{thread}/schedstat")
        children = text(f"/proc/{self.pid}/task/{self.pid}/children").split()
        self.peak_kb = max(self.peak_kb, sum(map(high_water_kb, (self.pid, *children))))

    def own_us(self):
        """Of a process that has ended but is not yet reaped: its first thread is still told of to the end."""
        self.threads[str(self.pid)] = run_ns(f"/proc/{self.pid}/schedstat")
        return sum(self.threads.values()) / 1000

    def peak_mb(self):
        return self.peak_kb / 1024


def names(path):
    try:
        return os.listdir(path)
    except OSError:
        return []


def text(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def run_ns(path):
    return int((text(path).split() or ["0"])[0])


def high_water_kb(pid):
    lines = [line for line in text(f"/proc/{pid}/status").splitlines() if line.startswith("VmHWM:")]
    return int(lines[0].split()[1]) if lines else 0


def wait_for_orphans():
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    main()
