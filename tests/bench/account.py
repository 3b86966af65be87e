"""Runs a command and tells what it cost with everything that it started, also what it did not wait for, and what of
that was its own.

  account.py RESULT-FILE COMMAND...      writes {"status":..,"cpu_us":..,"own_us":..,"wall_s":..}
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def main():
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = children_us()  # a wrapper that became this interpreter may have had children
    start = time.monotonic()
    process = subprocess.Popen(sys.argv[2:])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    own = own_us(process.pid)
    status = process.wait()
    wall = time.monotonic() - start
    wait_for_orphans()
    cpu = children_us() - before
    with open(sys.argv[1], "w", encoding="ascii") as file:
        json.dump({"status": status, "cpu_us": cpu, "own_us": own, "wall_s": wall}, file)


def children_us():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (usage.ru_utime + usage.ru_stime) * 1e6


def own_us(pid):
    """Of a process that has ended but is not yet reaped."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1000
    except FileNotFoundError:
        return 0


def wait_for_orphans():
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    main()
