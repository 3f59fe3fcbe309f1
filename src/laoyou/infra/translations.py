"""The interface's words: every message of the code and the templates, and the catalogues that translate them.

Pure Python (Babel), so that nobody needs GNU gettext. Messages are English in the source; each system package and each
platform keeps its Chinese in a `locale` folder of its own, everything else in the project's.

    python -m laoyou.infra.translations compile    writes django.mo beside each django.po that changed
    python -m laoyou.infra.translations missing    lists messages without Chinese, and what is wrong in the catalogues
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "mark": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_NAMED = re.compile(r"%\((\w+)\)[a-z]")


@dataclass(frozen=True, order=True, slots=True)
class Message:
    """A text of the interface; `context` tells apart two meanings of one English word."""

    text: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """The forms of one message, singular first."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]


def catalogue_files(source: Path = SOURCE) -> list[Path]:
    return sorted(source.glob("**/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues(source: Path = SOURCE) -> int:
    """Write the binary catalogue beside each text that is newer than it, and return how many were written."""
    written = 0
    for text in catalogue_files(source):
        binary = text.with_suffix(".mo")
        if binary.exists() and binary.stat().st_mtime >= text.stat().st_mtime:
            continue
        with tempfile.NamedTemporaryFile(dir=text.parent, delete=False) as file:
            write_mo(file, read_catalogue(text))
        os.chmod(file.name, 0o644)
        os.replace(file.name, binary)  # two processes may compile at once, a third read meanwhile
        written += 1
    return written


def read_catalogue(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parent.parent.name, abort_invalid=True)


def wanted(source: Path = SOURCE) -> dict[Message, list[str]]:
    """Return every message that the source shows to people, each with the places where it stands."""
    found: dict[Message, list[str]] = defaultdict(list)
    for file in sorted(source.glob("**/*")):
        if file.suffix not in {".py", ".html", ".txt", ".svg"} or not _is_ours(file.relative_to(source)):
            continue
        for message, line in _messages_of(file):
            found[message].append(f"{file.relative_to(source)}:{line}")
    return found


def translated(source: Path = SOURCE) -> dict[Message, dict[str, Translation]]:
    """Return each translated message with the Chinese of every catalogue that has it."""
    found: dict[Message, dict[str, Translation]] = defaultdict(dict)
    for file in catalogue_files(source):
        if file.parent.parent.name != LANGUAGE:
            continue
        for entry in read_catalogue(file):
            english, chinese = _forms(entry.id), _forms(entry.string)
            if any(english) and all(chinese) and not entry.fuzzy:
                message = Message(english[0], entry.context or "")
                found[message][str(file.relative_to(source))] = Translation(english, chinese)
    return found


def findings(source: Path = SOURCE) -> list[str]:
    """Return one sentence per message that is missing, translated wrongly or shown nowhere; none when all is well.

    Django merges all catalogues into one, so the same English with two Chinese texts would show either: that is a
    finding too, cured by a context (`pgettext`, `{% translate … context %}`).
    """
    known, shown = translated(source), wanted(source)
    report = [
        f"no Chinese: {message.text!r}{f' in the context {message.context!r}' if message.context else ''} ({places[0]})"
        for message, places in sorted(shown.items())
        if message not in known
    ]
    report += [
        f"shown nowhere: {message.text!r} ({place})"
        for message, by_place in sorted(known.items())
        for place in by_place
        if message not in shown
    ]
    for message, by_place in sorted(known.items()):
        if len({translation.chinese for translation in by_place.values()}) > 1:
            both = ", ".join(f"{translation.chinese[0]!r} in {place}" for place, translation in by_place.items())
            report.append(f"different Chinese for {message.text!r}: {both}")
        report.extend(
            f"the Chinese of {message.text!r} names a value that the English has not ({place})"
            for place, translation in by_place.items()
            if _named(translation.chinese) - _named(translation.english)
        )
    return report


def _forms(texts: str | Sequence[str | None] | None) -> tuple[str, ...]:
    return (texts or "",) if isinstance(texts, str) or texts is None else tuple(text or "" for text in texts)


def _named(forms: Iterable[str]) -> set[str]:
    return {name for form in forms for name in _NAMED.findall(form)}


def _is_ours(path: Path) -> bool:
    return not {"vendor", "built", "migrations", "locale", "__pycache__"} & set(path.parts)


def _messages_of(file: Path) -> Iterator[tuple[Message, int]]:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # What Django leaves of a template is not indented like Python: without this the tokenizer refuses it.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(file)).splitlines())
    for line, found, _, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        yield Message(found if isinstance(found, str) else found[0], context or ""), line


def main(arguments: list[str]) -> int:
    if arguments == ["compile"]:
        sys.stdout.write(f"{compile_catalogues()} catalogues compiled\n")
        return 0
    if arguments == ["missing"]:
        report = findings()
        sys.stdout.writelines(f"{line}\n" for line in report)
        return 1 if report else 0
    sys.stderr.write(__doc__ or "")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
