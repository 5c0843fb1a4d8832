"""replay.py RECORD BASE WORK: cuts the power after each write and sync that was recorded, in three
ways, and looks whether the store that is left is whole and holds every commit that was synced.

What was synced is there. Of what was written since, anything may be: nothing, all, or some sectors
of some writes. BASE is the store as it was before. Prints how many states were looked at, and how
many messages the last one holds.
"""

import os
import random
import sqlite3
import sys

record, base, work = sys.argv[1:]
files = ["mail.sqlite", "mail.sqlite-wal"]
sector = 512
dice = random.Random(1)


def events():
    with open(record, "rb") as file:
        while line := file.readline():
            kind, path, *numbers = line.split()
            if kind == b"W":
                octets = file.read(int(numbers[1]))
                yield "W", path.decode(), int(numbers[0]), octets
            else:
                yield kind.decode(), path.decode(), int(numbers[0]) if numbers else 0, b""


def apply(state, event, torn=False):
    kind, path, place, octets = event
    file = state[path]
    if kind == "T":
        del file[place:]
        file.extend(bytes(place - len(file)))
        return
    for start in range(0, len(octets), sector) if torn else [0]:
        if torn and dice.random() < 0.5:
            continue
        piece = octets[start : start + sector] if torn else octets
        end = place + start + len(piece)
        file.extend(bytes(max(0, end - len(file))))
        file[place + start : end] = piece


def messages(state):
    """In the store after the power is back; fails if it is not whole."""
    for name in files:
        with open(os.path.join(work, name), "wb") as file:
            file.write(state[name])
    if os.path.exists(shared := os.path.join(work, files[0] + "-shm")):
        os.unlink(shared)
    with sqlite3.connect(os.path.join(work, files[0])) as store:
        (check,) = store.execute("PRAGMA integrity_check").fetchone()
        assert check == "ok", check
        assert not store.execute("PRAGMA foreign_key_check").fetchall()
        count, runs = store.execute(
            "SELECT (SELECT count(*) FROM message), (SELECT sum(stored) FROM run)"
        ).fetchone()
        assert count == (runs or 0), "half a commit"
    store.close()
    return count


def copy(state):
    return {name: bytearray(octets) for name, octets in state.items()}


safe = {name: bytearray() for name in files}
for name in files:
    if os.path.exists(path := os.path.join(base, name)):
        safe[name] += open(path, "rb").read()
os.makedirs(work, exist_ok=True)
unsynced = []
promised = messages(copy(safe))
states = 0
every = list(events())
for number, event in enumerate(every):
    if event[0] == "S":
        for waiting in [e for e in unsynced if e[1] == event[1]]:
            apply(safe, waiting)
        unsynced = [e for e in unsynced if e[1] != event[1]]
        # After this sync they may have been acknowledged.
        promised = max(promised, messages(copy(safe)))
    else:
        unsynced.append(event)
        if number % 7:
            continue
    lost, mixed = copy(safe), copy(safe)
    for waiting in unsynced:
        if dice.random() < 0.7:
            apply(mixed, waiting, torn=waiting[0] == "W" and dice.random() < 0.5)
    for state in [lost, mixed]:
        found = messages(state)
        assert found >= promised, f"event {number}: {found} messages of {promised}"
        states += 1
print(states, promised)
