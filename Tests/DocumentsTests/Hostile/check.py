#!/usr/bin/env python3
"""Gives 100 hostile documents to a mailcask, each in a message of its own.

    Tests/DocumentsTests/Hostile/check.py PROGRAM

Each must end with an outcome that has a name, within 30 seconds, and the program must go on. Under strace,
what reads them opens no file outside the directories of the system's programs, and makes no socket.
"""
import base64, collections, gzip, io, json, os, random, shutil, sqlite3, struct, subprocess, sys, tarfile
import tempfile, time, zipfile, zlib

TYPES = {
    "docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml", "pptx": "ppt/slides/slide1.xml",
    "odt": "content.xml", "ods": "content.xml", "odp": "content.xml", "epub": "OEBPS/a.xhtml"}
OUTCOMES = ["text", "none", "encrypted", "damaged", "too_large", "needs_program", "crashed"]
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def zipped(entries, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def office(kind, content):
    entries = [("mimetype", "application/vnd.oasis.opendocument.text")] if kind.startswith("od") else []
    return zipped(entries + [("[Content_Types].xml", "<Types/>"), (TYPES[kind], content)])


def pdf(objects):
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj %s endobj\n" % (i + 1, o) for i, o in enumerate(objects))
    return body + b"trailer << /Root 1 0 R >>\n"


def compound(sector_shift=9, fat=None, start=0):
    header = bytearray(512)
    header[:8] = OLE
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, sector_shift, 6)
    struct.pack_into("<IIII", header, 44, 1, start, 0, 4096)
    struct.pack_into("<IIII", header, 60, start, 1, start, 1)
    for n in range(109):
        struct.pack_into("<I", header, 76 + 4 * n, n % 3)
    sectors = bytearray(512 * 8)
    for n in range(len(sectors) // 4):
        struct.pack_into("<I", sectors, 4 * n, fat(n) if fat else n)
    return bytes(header + sectors)


def documents():
    for kind in TYPES:
        yield f"bomb.{kind}", office(kind, b"<a>" + b"x" * (80 << 20) + b"</a>")
        yield f"deep.{kind}", office(kind, "<a>" * 200_000)
        yield f"entity.{kind}", office(
            kind, "<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'>" + "".join(
                f"<!ENTITY x{n} '&x{n - 1 if n else ''};&x{n - 1 if n else ''};'>" for n in range(40))
            + "]><a>&x39;</a>")
        yield f"external.{kind}", office(
            kind, "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>")
        whole = office(kind, "<a>" + "word " * 1000 + "</a>")
        yield f"cut.{kind}", whole[:len(whole) // 2]
        yield f"empty.{kind}", b""
        yield f"wrong.{kind}", random.Random(kind).randbytes(5_000)
        flipped = bytearray(whole)
        for n in range(0, len(flipped), 37):
            flipped[n] ^= 0x5A
        yield f"flipped.{kind}", bytes(flipped)
    cells = "".join(f"<row>{'<c><v>1</v></c>' * 1000}</row>" for _ in range(1000))
    yield "cells.xlsx", office("xlsx", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    yield "repeat.ods", office(
        "ods", "<t:table-row xmlns:t='urn:oasis:names:tc:opendocument:xmlns:table:1.0' "
        "t:number-rows-repeated='2000000000'><t:table-cell t:number-columns-repeated='2000000000'/>"
        "</t:table-row>")
    yield "many.zip", zipped([(f"{n}.txt", "x") for n in range(60_000)])
    inner = b"x" * 1000
    for n in range(30):
        inner = zipped([(f"{n}.zip", inner)])
    yield "nested.zip", inner
    yield "bomb.zip", zipped([("a.txt", b"0" * (80 << 20))])
    yield "bomb.gz", gzip.compress(b"0" * (80 << 20))
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as archive:
        for n in range(20_000):
            archive.addfile(tarfile.TarInfo(f"../../{n}.txt"), io.BytesIO(b""))
    yield "many.tar.gz", tar.getvalue()
    for suffix in ["doc", "xls", "ppt", "msg"]:
        yield f"loop.{suffix}", compound(fat=lambda n: n)
        yield f"ring.{suffix}", compound(fat=lambda n: (n + 1) % 8)
        yield f"wild.{suffix}", compound(fat=lambda n: 0x7FFF_FFFF)
        yield f"shift.{suffix}", compound(sector_shift=31)
        yield f"head.{suffix}", OLE
    yield "deep.rtf", b"{\\rtf1" + b"{" * 1_000_000
    yield "binary.rtf", b"{\\rtf1 \\bin2147483647 x}"
    yield "unicode.rtf", b"{\\rtf1 " + b"\\u-99999999999 " * 100_000 + b"}"
    yield "deep.html", b"<div>" * 1_000_000
    yield "deep.svg", b"<svg>" * 500_000
    yield "long.csv", b"a," * 10_000_000
    letter = b"text"
    for n in range(3_000):
        letter = b"Content-Type: message/rfc822\n\n" + letter
    yield "deep.eml", b"From: a@b.org\nSubject: x\n" + letter
    marks = {"7z": b"7z\xbc\xaf\x27\x1c\0\4", "rar": b"Rar!\x1a\7\1\0", "gz": b"\x1f\x8b\x08\0", "xz": b"\xfd7zXZ\0"}
    for suffix, mark in marks.items():
        yield f"random.{suffix}", mark + random.Random(suffix).randbytes(3_000)
    yield "nothing.txt", b"\0" * (8 << 20)
    yield "deep.json", b"[" * 1_000_000
    yield "cut.pdf", pdf([b"<< /Type /Catalog /Pages 2 0 R >>"])[:30]
    yield "loop.pdf", pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"])
    bomb = zlib.compress(zlib.compress(b"BT (x) Tj ET " * (25 << 20), 9), 9)
    yield "bomb.pdf", pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >> stream\n%s\nendstream" % (len(bomb), bomb)])
    yield "pages.pdf", pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 300000 /Kids [%s] >>" % (b"3 0 R " * 300_000),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"])


def message(name, data):
    body = base64.encodebytes(data).decode()
    return (f"From: a@example.org\nSubject: {name}\nMIME-Version: 1.0\n"
            f"Content-Type: application/octet-stream; name={name}\nContent-Transfer-Encoding: base64\n"
            f"Content-Disposition: attachment; filename={name}\n\n{body}")


def main():
    program = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp(prefix="mailcask-hostile-")
    environment = {**os.environ, "HOME": folder, "MAILCASK_ARCHIVE": folder + "/archive"}

    def run(*arguments, traced=False):
        command = [program, *arguments]
        if traced:
            command = ["strace", "-f", "-o", folder + "/trace", "-e", "trace=socket,openat,open,execve"] + command
        return subprocess.run(command, env=environment, capture_output=True, text=True)

    run("init", folder + "/archive")
    found, slow, others, count = collections.Counter(), [], [], 0
    for name, data in documents():
        count += 1
        path = f"{folder}/{count}.eml"
        with open(path, "w") as file:
            file.write(message(name, data))
        run("import", "--no-read-attachments", path)
        start = time.monotonic()
        result = run("read-attachments", "--json", traced=shutil.which("strace") is not None)
        seconds = time.monotonic() - start
        if result.returncode != 0:
            print(f"{name}: exit {result.returncode}: {result.stderr[-200:]}")
            found["failed"] += 1
            continue
        outcomes = json.loads(result.stdout)["outcomes"]
        # One that was met before has its outcome already; text is read without a worker.
        named = list(outcomes) or ["known, or text"]
        if not outcomes:
            others.append(name)
        found.update(named)
        slow.append((round(seconds, 1), name))
        if seconds > 30:
            print(f"{name}: {seconds:.1f} s")
            found["too slow"] += 1
        if os.path.exists(folder + "/trace"):
            problems = confinement(folder + "/trace")
            for line in problems[:3]:
                print(f"{name}: {line}")
            found["not confined"] += bool(problems)
    database = sqlite3.connect(folder + "/archive/mail.sqlite")
    kept = database.execute("SELECT count(*) FROM extract").fetchone()[0]
    shutil.rmtree(folder)
    print(f"{count} documents, {kept} distinct: {dict(found)}; slowest: {sorted(slow)[-5:]}")
    print("known, or text:", *others)
    sys.exit(1 if found["failed"] or found["too slow"] or found["not confined"] else 0)


def confinement(trace):
    """Lines of processes that read documents, after they were confined, that open or connect."""
    problems, workers = [], set()
    for line in open(trace, errors="replace"):
        process, call = line.split(" ", 1)
        call = call.strip()
        if call.startswith("execve(") and "read-document" in call:
            workers.add(process)
        if process not in workers:
            continue
        if call.startswith("socket(") and "= -1" not in call:
            problems.append(call)
        if call.startswith("open") and "= -1" not in call and "O_PATH" not in call and "unfinished" not in call and not any(
                f'"{place}' in call for place in
                ["/usr/", "/lib", "/etc/ld.so", "/etc/localtime", "/etc/fonts", "/proc/", "/sys/", "/dev/", "/etc/ssl"]):
            problems.append(call)
    return problems


main()
