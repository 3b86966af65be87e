"""What the memory of a process holds, freed memory and stacks included. Only root may read it."""

import re

from .process import read_text

MAPPED = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r", re.MULTILINE)


def memory_of(pid):
    """All that can be read; a part that goes while it is read is left out."""
    parts = []
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for first, end in MAPPED.findall(read_text(f"/proc/{pid}/maps")):
            try:
                memory.seek(int(first, 16))
                parts.append(memory.read(int(end, 16) - int(first, 16)))
            except (OSError, OverflowError, ValueError):
                continue
    return b"\n".join(parts)
