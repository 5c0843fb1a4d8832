#!/usr/bin/env python3
"""Writes MonthNames.swift: the names of months in all languages of the Unicode CLDR, wide and
abbreviated, within a date and alone. Needs CLDR's data as Babel has it (pip install babel).

    python3 generate-month-names.py > MonthNames.swift
"""

import unicodedata
from collections import defaultdict

import babel
from babel import Locale, localedata
from babel.dates import get_month_names

# What mail programs write that CLDR has not: abbreviations of C libraries and of older versions.
EXTRA = {
    "mrz": (3, "de"), "maerz": (3, "de"), "jän": (1, "de"), "jui": (7, "fr"), "aou": (8, "fr"),
    "fev": (2, "fr"), "čen": (6, "cs"), "čec": (7, "cs"), "cen": (6, "cs"), "cec": (7, "cs"),
}
# Articles and prepositions that stand before a month within a date.
PARTICLES = ("de ", "d'", "di ", "da ", "dhen ", "an t-", "an ", "am ", "mis ")
# How much more often a name has to mean one month to mean another only in the other's language.
DOMINANCE = 8
# Languages with much mail come first where a name has no dominant meaning.
FIRST = ("en", "es", "pt", "fr", "de", "it", "pl", "cs", "tr", "hr", "gl", "eu")


def normalized(name):
    name = unicodedata.normalize("NFC", name).lower()
    name = "".join(
        str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in name)
    name = "".join(
        " " if c in "\u00a0\u202f" else "'" if c in "’ʼ׳ˀ" else c
        for c in name if c not in "\u200b\u200c\u200d\u200e\u200f\u180e")
    return name.strip(" .:·॰").strip()


def particle_less(name):
    for particle in PARTICLES:
        if name.startswith(particle):
            return name[len(particle):].strip()
    return name


def folded(name):
    plain = "".join(
        c for c in unicodedata.normalize("NFD", name) if unicodedata.category(c) != "Mn")
    return plain if plain.isascii() else name


def collect():
    meanings = defaultdict(lambda: defaultdict(set))
    for identifier in localedata.locale_identifiers():
        locale = Locale.parse(identifier)
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, locale).items():
                    name = normalized(name)
                    for form in {name, particle_less(name)}:
                        if any(c.isalpha() for c in form):
                            meanings[form][month].add(locale.language)
                    if locale.language == "he":
                        # Within a date, one word with the preposition.
                        meanings["ב" + name][month].add(locale.language)
    for name, (month, language) in EXTRA.items():
        meanings[name][month].add(language)
    # Without accents, as ASCII-only programs write them.
    for name in list(meanings):
        plain = folded(name)
        if plain != name and plain not in meanings and len(plain) > 2:
            for month, languages in meanings[name].items():
                meanings[plain][month] |= languages
    return meanings


def weight(languages):
    return (len(languages), -min(FIRST.index(l) if l in FIRST else 99 for l in languages))


def ambiguous(name, months):
    ranked = sorted(months, key=lambda month: weight(months[month]), reverse=True)
    parts = []
    for place, month in enumerate(ranked):
        rest = sum(len(months[other]) for other in ranked if other != month)
        is_dominant = place == 0 and len(months[month]) >= DOMINANCE * rest
        parts.append(f"{month}" if is_dominant else f"{month}:{'+'.join(sorted(months[month]))}")
    return f"{name}={','.join(parts)}"


def lines(entries):
    """The entries between bars, as the lines of a literal."""
    result = [""]
    for entry in entries:
        text = entry + "|"
        if result[-1] and len(result[-1]) + len(text) > 88:
            result.append("")
        result[-1] += text
    result[-1] = result[-1].rstrip("|")
    return "\\\n".join("    " + line for line in result)


def main():
    meanings = collect()
    sure = defaultdict(list)
    open_names = []
    for name in sorted(meanings):
        months = meanings[name]
        if len(months) == 1:
            sure[next(iter(months))].append(name)
        else:
            open_names.append(ambiguous(name, months))
    print(f"// Made by generate-month-names.py from the Unicode CLDR that Babel {babel.__version__} has.")
    print()
    print("/// Names of months in all languages, in lower case, without the stop of an abbreviation.")
    print("enum MonthNames {")
    print("  /// Those of each month that mean it in every language, between bars.")
    print("  static let sure: [String] = [")
    for month in range(1, 13):
        print(f'    """\n{lines(sure[month])}\n    """,')
    print("  ]")
    print()
    print("  /// Those that mean different months, with the languages of each meaning: the likeliest")
    print("  /// first. A month without languages is meant in all that no other month has.")
    print('  static let ambiguous = """')
    print(lines(open_names))
    print('    """')
    print("}")


main()
