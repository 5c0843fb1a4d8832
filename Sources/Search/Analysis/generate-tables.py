#!/usr/bin/env python3
"""Writes UnicodeTables.swift from the Unicode data that Python ships: run it in this folder.

Folding is NFKC with case folding, then without the marks that are diacritics (those of Latin,
Greek, Cyrillic, Hebrew and Arabic, and the dot of Devanagari that many leave out; vowel signs of
other scripts are letters to a reader), and digits of all scripts as ASCII ones.
"""
import sys
import unicodedata as u

SEPARATOR, WORD, UNIT, SYMBOL, IGNORED = range(5)
# Scripts written without spaces: found by pairs of characters.
UNIT_RANGES = [
    (0x0E01, 0x0EFF), (0x0F00, 0x0FFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17D3),
    (0x1950, 0x19DF), (0x1A20, 0x1AAF), (0x1B00, 0x1B7F), (0x2E80, 0x2FDF), (0x3005, 0x3007),
    (0x3021, 0x3029), (0x3041, 0x3096), (0x3099, 0x309A), (0x309D, 0x309F), (0x30A1, 0x30FA),
    (0x30FC, 0x30FF), (0x3105, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0xA4CF), (0xA980, 0xA9DF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0xFFA0, 0xFFDC),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFD),
]
DIACRITICS = [
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2),
    (0x05C4, 0x05C5), (0x05C7, 0x05C7), (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F),
    (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E8), (0x06EA, 0x06ED), (0x093C, 0x093C),
    (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
]
# Default ignorable code points, and the space without width: a word with one inside is still one
# word.
IGNORABLE = [
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x180B, 0x180F), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0x1F3FB, 0x1F3FF),
    (0xE0000, 0xE0FFF),
]
# Letters that Unicode does not decompose but people type without their strokes.
EXTRA = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
    "ŧ": "t", "ı": "i", "ĸ": "k", "ŋ": "n", "ƒ": "f", "ə": "e",
    # Letters that Arabic, Persian and Urdu keyboards write one for the other.
    "ک": "ك", "ی": "ي", "ى": "ي", "ة": "ه", "ہ": "ه",
}


def within(code, ranges):
    return any(low <= code <= high for low, high in ranges)


def kind(code):
    if within(code, DIACRITICS) or within(code, IGNORABLE):
        return IGNORED
    category = u.category(chr(code))
    if category[0] in "LNM":
        return UNIT if within(code, UNIT_RANGES) and category != "Nd" else WORD
    return SYMBOL if category == "So" else SEPARATOR


def strip(text):
    marked = u.normalize("NFD", text)
    bare = "".join(c for c in marked if not within(ord(c), DIACRITICS + IGNORABLE))
    return u.normalize("NFC", bare)


def fold(code):
    # Marks go first: case folding would make a letter of the iota below another.
    text = strip(u.normalize("NFKC", strip(u.normalize("NFKC", chr(code))).casefold()).casefold())
    text = strip("".join(EXTRA.get(c, c) for c in text))
    text = "".join(str(u.digit(c)) if u.category(c) == "Nd" else c for c in text)
    if len(text) > 1:
        text = "".join(c for c in text if kind(ord(c)) not in (SEPARATOR, IGNORED))
    return text if text.strip() else chr(code)


def is_written_as_letters(code):
    """Letters in circles and squares, units; not what stands beside a word or number (™ № ℃)."""
    kind = u.decomposition(chr(code)).split(" ")[0]
    return kind in ("<circle>", "<square>", "<compat>") and code > 0x2400


def number(value):
    """Little-endian groups of five bits, each a character from "0" to "o"."""
    out = ""
    while True:
        group, value = value & 31, value >> 5
        out += chr(48 + group + (32 if value else 0))
        if not value:
            return out


def zigzag(value):
    return value * 2 if value >= 0 else -value * 2 - 1


kinds, folds = "", ""
end, previous, last_kind, start = 0, 0, SEPARATOR, 0
for code in range(0x80, 0x110001):
    now = SEPARATOR
    if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
        now = kind(code)
        if now in (WORD, UNIT, SYMBOL) or u.normalize("NFKC", chr(code)) != chr(code):
            folded = fold(code)
            if folded and (now == SEPARATOR or now == SYMBOL and is_written_as_letters(code)):
                # A sign that stands for letters: as good as a word.
                targets = {kind(ord(c)) for c in folded if ord(c) > 127} | {
                    WORD for c in folded if ord(c) < 128 and c.isalnum()}
                now = WORD if WORD in targets else UNIT if UNIT in targets else now
            if now in (WORD, UNIT, SYMBOL) and folded != chr(code) and len(folded) < 16:
                folds += number(code - previous) + number(len(folded))
                folds += "".join(number(zigzag(ord(c) - code)) for c in folded)
                previous = code
    if now != last_kind:
        if last_kind != SEPARATOR:
            kinds += number(start - end) + number(code - start) + number(last_kind)
            end = code
        last_kind, start = now, code

width = 96


def literal(name, comment, text):
    lines = [text[i:i + width] for i in range(0, len(text), width)]
    body = "\\#\n    ".join(lines)
    return f'  /// {comment}\n  static let {name}: StaticString = #"""\n    {body}\n    """#\n'


with open("UnicodeTables.swift", "w") as out:
    out.write(
        f"// Unicode {u.unidata_version}, written by generate-tables.py: change that and run it.\n\n"
        "/// Numbers as little-endian groups of five bits, a character from \"0\" to \"o\" each.\n"
        "enum UnicodeTables {\n"
        + literal("kinds", "For each run: gap since the last one, length, kind.", kinds)
        + "\n"
        + literal("folds", "For each: step from the last, count, differences (zigzag).", folds)
        + "}\n")
print(len(kinds), len(folds), file=sys.stderr)
