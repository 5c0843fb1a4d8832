#!/usr/bin/env python3
"""Makes the table of languages that Foundation brings (34 MB) smaller: names of languages, regions, currencies, units
and time zones, orders of sorting and dictionaries for breaking lines, for every language but English. Mailcask formats
nothing by them, and ICU falls back to its root where a language is missing.

  trim-icu.py lib_FoundationICU.a OUT.o

OUT.o is linked in front of the library, whose own table is not taken then."""

import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

MEMBER = "icu_packaged_data.cpp.o"
# Tables that are kept for every language have no folder and no language for a name.
LANGUAGE = re.compile(r"(?:[a-z]{2,3}|root)(?:_[A-Za-z0-9_]+)?\.res")
KEPT = re.compile(r"(?:root|en|en_US|en_GB|en_001|pool|res_index|ucadata)\.(?:res|icu)")


def is_kept(name):
    folder, _, file = name.rpartition("/")
    if folder == "brkitr":
        return not file.endswith(".dict")
    if folder or LANGUAGE.fullmatch(file):
        return KEPT.fullmatch(file) is not None
    return True


def trimmed(data):
    """The layout is that of ICU's common data (unicode/udata.h, ucmndata.h): a header, a table of the places of
    names and items, the names, and the items, each at a multiple of 16 bytes."""
    header = struct.unpack_from("<H", data)[0]
    assert data[2:4] == b"\xda\x27" and data[12:16] == b"CmnD", "no common data of ICU"
    count = struct.unpack_from("<I", data, header)[0]
    places = [struct.unpack_from("<II", data, header + 4 + 8 * index) for index in range(count)]
    ends = [place for _, place in places[1:]] + [len(data) - header]
    items = []
    for (name, start), end in zip(places, ends):
        name = data[header + name : data.index(b"\0", header + name)]
        if is_kept(name.decode().partition("/")[2]):
            items.append((name, data[header + start : header + end]))
    names, bodies, table = b"", b"", b""
    first = 4 + 8 * len(items)
    names_size = sum(len(name) + 1 for name, _ in items)
    start = -(-(first + names_size) // 16) * 16
    for name, body in items:
        table += struct.pack("<II", first + len(names), start + len(bodies))
        names += name + b"\0"
        bodies += body + bytes(-len(body) % 16)
    contents = struct.pack("<I", len(items)) + table + names
    return data[:header] + contents + bytes(start - len(contents)) + bodies


def main(library, out):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        subprocess.run(["ar", "x", "--output", folder, library, MEMBER], check=True)
        symbols = subprocess.run(
            ["nm", "--defined-only", "--format=posix", folder / MEMBER], check=True, capture_output=True, text=True
        ).stdout
        (symbol,) = [line.split()[0] for line in symbols.splitlines() if re.match(r"icudt\d+_dat ", line)]
        table = folder / "table"
        subprocess.run(
            ["objcopy", "-O", "binary", "--only-section=.rodata", folder / MEMBER, table], check=True
        )
        old = table.read_bytes()
        table.write_bytes(trimmed(old))
        print(f"table of languages: {len(old):,} bytes, now {table.stat().st_size:,}")
        source = folder / "table.s"
        source.write_text(
            f'.section .rodata\n.globl {symbol}\n.type {symbol}, @object\n.balign 16\n{symbol}:\n'
            f'.incbin "{table}"\n.size {symbol}, . - {symbol}\n.section .note.GNU-stack,"",@progbits\n'
        )
        subprocess.run(["gcc", "-c", source, "-o", out], check=True)


main(*sys.argv[1:])
