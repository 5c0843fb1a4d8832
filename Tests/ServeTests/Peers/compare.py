#!/usr/bin/env python3
"""Compares what two IMAP servers say of the same mail, octet for octet.

    compare.py OURS THEIRS [LIMIT]

Both are commands that speak IMAP on standard input and output and let in whoever started them, as
"mailcask serve --stdio --archive DIR" and Dovecot's /usr/lib/dovecot/imap. Ours is read from "All", theirs
from INBOX. Messages are paired by the digest of BODY[], as equal ones are stored once. Sizes, sections of every
part and partial ranges must be equal; differences of ENVELOPE and BODYSTRUCTURE are shown, to be defended.
"""
import hashlib
import re
import shlex
import subprocess
import sys

WINDOW = 100


class Server:
    def __init__(self, command, mailbox):
        self.process = subprocess.Popen(
            shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1 << 20)
        self.tags = 0
        assert b"PREAUTH" in self.process.stdout.readline()
        self.ask(f"EXAMINE {mailbox}")

    def ask(self, command):
        """The untagged responses, each as bytes with its literals."""
        self.tags += 1
        tag = f"t{self.tags} ".encode()
        self.process.stdin.write(tag + command.encode() + b"\r\n")
        self.process.stdin.flush()
        found, response = [], b""
        while True:
            line = self.process.stdout.readline()
            assert line, f"the server is gone after {command[:80]}"
            response += line
            if line.endswith(b"}\r\n"):
                size = int(line[line.rindex(b"{") + 1:-3])
                response += self.process.stdout.read(size)
                continue
            if response.startswith(tag):
                if not response.startswith(tag + b"OK"):
                    raise ValueError(f"{command[:200]}: {response[:200]!r}")
                return found
            found.append(response)
            response = b""

    def fetch(self, uids, items):
        """By UID: the values by item."""
        messages = {}
        for response in self.ask(f"UID FETCH {','.join(map(str, uids))} (UID {items})"):
            values = parse(response)
            if len(values) > 3 and values[2].upper() == b"FETCH":
                pairs = dict(zip((name.upper() for name in values[3][::2]), values[3][1::2]))
                messages[int(pairs.pop(b"UID"))] = pairs
        return messages


def parse(data):
    stack, position, end = [[]], 0, len(data)
    while position < end:
        byte = data[position:position + 1]
        if byte in b" \r\n":
            position += 1
        elif byte == b"(":
            stack.append([])
            position += 1
        elif byte == b")":
            inner = stack.pop()
            stack[-1].append(inner)
            position += 1
        elif byte == b'"':
            text, position = bytearray(), position + 1
            while data[position] != 0x22:
                position += data[position] == 0x5C
                text.append(data[position])
                position += 1
            position += 1
            stack[-1].append(Text(text))
        elif byte in b"{~" and data.find(b"}\r\n", position, position + 20) > 0:
            close = data.index(b"}", position)
            size = int(data[data.index(b"{", position) + 1:close])
            stack[-1].append(Text(data[close + 3:close + 3 + size]))
            position = close + 3 + size
        else:
            start, depth = position, 0
            while position < end and (depth or data[position] not in b" ()\r\n"):
                depth += (data[position] == 0x5B) - (data[position] == 0x5D)
                position += 1
            stack[-1].append(bytes(data[start:position]))
    return stack[0]


class Text(bytes):
    """A string; other words are bytes."""


def parts(structure, number=""):
    """Numbers of all parts, and whether each is a message."""
    dot = number + "." if number else ""
    if isinstance(structure[0], list):
        index = 0
        for child in structure:
            if not isinstance(child, list):
                break
            index += 1
            yield from single(child, f"{dot}{index}")
    else:
        yield from single(structure, f"{dot}1")


def single(structure, number):
    if isinstance(structure[0], list):
        yield number, False
        yield from parts(structure, number)
        return
    isMessage = [word.lower() for word in structure[:2]] == [b"message", b"rfc822"]
    yield number, isMessage
    if isMessage:
        inner = structure[8]
        yield from parts(inner, number)


def digests(server):
    found = {}
    answer = server.ask("UID SEARCH ALL")
    uids = [int(u) for r in answer if r.upper().startswith(b"* SEARCH") for u in r.split()[2:]]
    for start in range(0, len(uids), WINDOW):
        for uid, values in server.fetch(uids[start:start + WINDOW], "RFC822.SIZE BODY.PEEK[]").items():
            body = values[b"BODY[]"]
            if int(values[b"RFC822.SIZE"]) != len(body):
                print(f"SIZE of UID {uid}: {values[b'RFC822.SIZE']!r}, but BODY[] has {len(body)}")
            found[hashlib.sha256(body).digest()] = (uid, len(body))
    return found


FIELDS = "BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE Message-ID)]"
WHOLE = f"BODY.PEEK[HEADER] BODY.PEEK[TEXT] BODY.PEEK[1] BODY.PEEK[99] {FIELDS} ENVELOPE BODYSTRUCTURE BODY"


def main():
    ours, theirs = Server(sys.argv[1], "All"), Server(sys.argv[2], "INBOX")
    limit = int(sys.argv[3]) if len(sys.argv) > 3 else 1 << 30
    mine, other = digests(ours), digests(theirs)
    common = sorted(mine.keys() & other.keys(), key=lambda digest: mine[digest])[:limit]
    print(f"{len(mine)} messages of ours, {len(other)} of theirs, {len(common)} in both")
    counts, shown = {}, {}

    def compare(name, key, one, two):
        kind = re.sub(r"<\d+>", "<n>", re.sub(r"[\d.]*\d", "n", name))
        counts.setdefault(kind, [0, 0])[0] += 1
        # What a type or encoding means does not depend on its case.
        if one != two and repr(one).lower() != repr(two).lower():
            counts[kind][1] += 1
            shown[kind] = shown.get(kind, 0) + 1
            if shown[kind] <= 8:
                a, b = difference(one, two)
                print(f"{name} of {mine[key][0]} / {other[key][0]}:\n  {a}\n  {b}")

    for start in range(0, len(common), WINDOW):
        some = common[start:start + WINDOW]
        one = ours.fetch([mine[d][0] for d in some], WHOLE)
        two = theirs.fetch([other[d][0] for d in some], WHOLE)
        for digest in some:
            (uid, size), their = mine[digest], other[digest][0]
            a, b = one[uid], two[their]
            for name in b:
                compare(name.decode(), digest, a.get(name), b[name])
            items = [f"BODY.PEEK[]<{first}.{count}>" for first, count in
                     [(0, 100), (size // 2, 1000), (max(0, size - 5), 393216), (size, 10), (size + 1000, 10)]]
            for number, isMessage in parts(b[b"BODYSTRUCTURE"]):
                items += [f"BODY.PEEK[{number}]", f"BODY.PEEK[{number}.MIME]", f"BODY.PEEK[{number}]<3.40>"]
                if isMessage:
                    items += [f"BODY.PEEK[{number}.HEADER]", f"BODY.PEEK[{number}.TEXT]"]
            for at in range(0, len(items), 40):
                wanted = " ".join(items[at:at + 40])
                a = ours.fetch([uid], wanted)[uid]
                for name, value in theirs.fetch([their], wanted)[their].items():
                    compare(name.decode(), digest, a.get(name), value)
    for kind, (all, different) in sorted(counts.items()):
        print(f"{kind:24} {all:8} compared, {different} different")


def difference(one, two):
    """The places where they part, with some before."""
    a, b = repr(one), repr(two)
    place = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    start = max(0, place - 60)
    return a[start:place + 100], b[start:place + 100]


main()
