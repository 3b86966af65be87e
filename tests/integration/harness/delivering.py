"""deliver_records, a writer without its supervisor, and the records that tests give it."""

import json
import os
import subprocess
import time

from .process import Running, bin_dir, read_text

SECOND = 1_000_000_000


def now():
    """In nanoseconds, a whole number of milliseconds."""
    return int(time.time() * 1000) * 1_000_000


def record(host, at, samples=(), **more):
    """Samples: (name, labels, value); in labels, U+0000 to U+00FF are octets."""
    return {"host": host, "time": at, "samples": [list(sample) for sample in samples], **more}


class Delivering(Running):
    def __init__(self, folder, config, records):
        super().__init__([os.path.join(bin_dir(), "deliver_records")], folder, stdin=subprocess.PIPE)
        with self.popen.stdin as stdin:
            try:
                stdin.write("".join(json.dumps(line) + "\n" for line in [config, *records]).encode("ascii"))
            except BrokenPipeError:
                pass  # what it says is in stderr

    def said(self, word):
        """All lines with this word; the last one may be half written."""
        lines = read_text(self.stdout_path).split("\n")[:-1]
        return [line for line in map(json.loads, lines) if word in line]


def deliver(folder, config, records, deadline=120):
    """Runs it to its end."""
    running = Delivering(folder, config, records)
    assert running.wait(deadline) == 0, running.stderr[-2000:]
    return running
