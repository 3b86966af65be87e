"""What one writes with python3-easysnmp: a session a device, one after the other. Prints how many answered.

  easysnmp_loop.py PORT get|walk ADDRESS...
"""

import sys

import easysnmp
from oids import OIDS, TABLES


def ask(session, what):
    if what == "get":
        return session.get(OIDS)
    return [row for table in TABLES for row in session.bulkwalk(table, non_repeaters=0, max_repetitions=50)]


def main():
    port, what, *addresses = sys.argv[1:]
    answered, objects = 0, 0
    for address in addresses:
        session = easysnmp.Session(hostname=address, remote_port=int(port), community="public", version=2)
        found = ask(session, what)
        objects += len(found)
        answered += all(row.value != "NOSUCHOBJECT" for row in found)
    print(answered, objects)


if __name__ == "__main__":
    main()
