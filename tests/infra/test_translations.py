"""Finding and compiling the interface's words, on a small tree of its own."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from laoyou.infra import translations
from laoyou.infra.translations import Message

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "app/locale/zh_Hans/LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def write_catalogue(tree: Path, entries: str, app: str = "app") -> Path:
    folder = tree / app / "locale/zh_Hans/LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "django.po").write_text(HEADER + entries, encoding="utf-8")
    return folder / "django.po"


def test_finds_messages_of_templates_however_they_are_indented(tree: Path) -> None:
    (tree / "page.html").write_text(
        '{% load i18n %}\n      <p>{% translate "Pay" %}</p>\n  <b>it\'s "{{ _("Now") }}"</b>\n'
        "{% blocktranslate count n=homes trimmed %}\n  one home\n{% plural %}\n  {{ n }} homes\n"
        "{% endblocktranslate %}\n"
        '{% translate "Home" context "a page" %}{% icon "x" label=_("Close") %}'
    )
    found = translations.wanted(tree)
    assert set(found) == {
        Message("Pay"), Message("Now"), Message("one home"), Message("Home", "a page"), Message("Close")
    }  # fmt: skip
    assert found[Message("Pay")] == ["page.html:2"]


def test_finds_marked_sentences_and_lazy_ones_in_python(tree: Path) -> None:
    (tree / "errors.py").write_text(
        'a = mark("First." " Second.")\nb = gettext_lazy("Lazy")\nc = pgettext("c", "With")\n'
    )
    assert set(translations.wanted(tree)) == {Message("First. Second."), Message("Lazy"), Message("With", "c")}


def test_reports_what_has_no_chinese_and_what_is_empty(tree: Path) -> None:
    (tree / "errors.py").write_text('a = mark("One")\nb = mark("Two")\nc = mark("Three")\n')
    write_catalogue(tree, 'msgid "One"\nmsgstr "一"\n\nmsgid "Two"\nmsgstr ""\n')
    assert translations.findings(tree) == ["no Chinese: 'Three' (errors.py:3)", "no Chinese: 'Two' (errors.py:2)"]


def test_reports_what_is_shown_nowhere(tree: Path) -> None:
    write_catalogue(tree, 'msgid "Of before"\nmsgstr "从前"\n')
    assert [line.split(" (")[0] for line in translations.findings(tree)] == ["shown nowhere: 'Of before'"]


def test_reports_two_meanings_of_one_english_word(tree: Path) -> None:
    (tree / "words.py").write_text('a = mark("Home")\n')
    write_catalogue(tree, 'msgid "Home"\nmsgstr "首页"\n')
    write_catalogue(tree, 'msgid "Home"\nmsgstr "房屋"\n', app="other")
    assert len(translations.findings(tree)) == 1


def test_reports_a_value_that_the_english_has_not(tree: Path) -> None:
    (tree / "words.py").write_text('a = mark("%(name)s is late")\n')
    write_catalogue(tree, 'msgid "%(name)s is late"\nmsgstr "%(nome)s迟到了"\n')
    assert len(translations.findings(tree)) == 1


def test_a_value_named_in_the_plural_only_is_known(tree: Path) -> None:
    (tree / "words.py").write_text('a = ngettext("one home", "%(n)s homes", 2)\n')
    write_catalogue(tree, 'msgid "one home"\nmsgid_plural "%(n)s homes"\nmsgstr[0] "%(n)s户"\n')
    assert translations.findings(tree) == []


def test_compiles_once_and_again_only_after_a_change(tree: Path) -> None:
    text = write_catalogue(tree, 'msgid "Pay"\nmsgstr "缴费"\n')
    assert translations.compile_catalogues(tree) == 1
    assert translations.compile_catalogues(tree) == 0
    with text.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Pay") == "缴费"
