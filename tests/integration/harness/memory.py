"""How much memory a program and its children had at most, read while they run."""

import re

from .process import children, read_text

HIGH_WATER = re.compile(r"VmHWM:\s+(\d+) kB")


def high_water(pid):
    """MB; 0 when it has gone."""
    found = HIGH_WATER.search(read_text(f"/proc/{pid}/status"))
    return int(found.group(1)) / 1024 if found else 0


class HighWater:
    """To be read again and again: the kernel forgets with the process."""

    def __init__(self, process):
        self.process = process
        self.supervisor = 0
        self.worker = 0

    def has_ended(self):
        self.supervisor = max(self.supervisor, high_water(self.process.pid))
        self.worker = max([self.worker, *map(high_water, children(self.process.pid))])
        return self.process.popen.poll() is not None
