"""Runs a command and tells what it cost with everything that it started, also what it did not wait for.

  account.py RESULT-FILE COMMAND...      writes {"status":..,"cpu_us":..,"wall_s":..}
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
    start = time.monotonic()
    process = subprocess.Popen(sys.argv[2:])
    status = process.wait()
    wall = time.monotonic() - start
    wait_for_orphans()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(sys.argv[1], "w", encoding="ascii") as file:
        json.dump({"status": status, "cpu_us": (usage.ru_utime + usage.ru_stime) * 1e6, "wall_s": wall}, file)


def wait_for_orphans():
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    main()
