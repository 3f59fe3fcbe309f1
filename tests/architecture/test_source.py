"""House rules that a linter does not know."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import PACKAGE, ROOT, Module, below, modules, tracked

LONGEST_FILE = 400
NEVER_NAMED = {"utils", "util", "helpers", "helper", "common", "misc", "managers", "services", "service"}
# Whoever calls scope.everything() decides alone what the person asking may see: each caller, and why it may.
SEES_EVERYTHING = {
    "infra/scope.py": "the system itself, and staff whose right holds for all estates",
    "infra/jobs.py": "removes old live events of all estates",
    "system/mandates/queries/actors.py": "finds out whose rows a person may see",
    "system/mandates/queries/mandates.py": "a job looks for terms that are over, and who serves where is public",
    "system/ledger/queries/packages.py": "a job looks for books that the log has not yet",
    "system/ledger/use_cases/log.py": "the city's log takes in the checkpoints of all estates",
    "system/billing/arrears/queries/looking.py": "a job looks for arrears and plans",
    "system/billing/invoices/use_cases/carrying.py": "a job looks for invoices to ask about",
    "system/work/requests/queries/looking.py": "a job looks for requests that are late, and for asking periods",
    "system/work/requests/queries/public.py": "troubles of common places are public, and name nobody",
    "system/contact/queries/seats.py": "the length of a company's queue over all estates, a number",
    "system/payments/use_cases/asking.py": "a job looks for orders to ask about",
    "system/payments/reconciliation/use_cases/comparing.py": "one merchant's day holds payments of all estates",
    "system/payments/reconciliation/use_cases/missing.py": "what a merchant's day lacks is looked for in all estates",
    "system/payments/reconciliation/use_cases/terminals.py": "days on which any estate took a card wait for their file",
    "system/payments/refunds/use_cases/carrying.py": "a job looks for refunds to ask about",
    "system/work/facilities/queries/rounds.py": "a job looks for inspections that fall due",
    "system/people/house_ledger/use_cases/handing_in.py": "the calendar deletes the files of old ledgers everywhere",
    "system/people/use_cases/codes.py": "a telephone is looked for before anybody is signed in",
    "system/people/queries/outbox.py": "the demo's visible outbox, and there alone",
}
MONEY = ("core/money.py", "core/sharing.py", "system/ledger/", "system/payments/", "system/billing/")
CLOCKS = {"now", "utcnow", "today", "time", "localtime", "localdate", "gmtime", "time_ns"}
OF_THE_CLOCK = {"timezone", "datetime", "date", "time", "dt"}


def attributes(module: Module) -> list[tuple[str, str, int]]:
    """Return every `name.attribute` of the module with its line."""
    return [
        (node.value.id, node.attr, node.lineno)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    ]


def test_no_clock_below_the_platforms() -> None:
    wrong = [
        f"{module.at(line)} {name}.{attribute}"
        for module in below("core/", "system/")
        if not module.place.endswith("/jobs.py")
        for name, attribute, line in attributes(module)
        if name in OF_THE_CLOCK and attribute in CLOCKS
    ]
    wrong += [
        module.at(line)
        for module in below("core/", "system/")
        for text, line in module.words()
        if re.search(r"\b(now\(\)|current_date\b|current_timestamp\b|clock_timestamp\(\))", text, re.IGNORECASE)
    ]
    wrong += [
        module.at(node.value.lineno)
        for module in below("infra/", "system/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}
    ]
    assert wrong == []


def test_no_import_inside_a_function() -> None:
    wrong = [
        module.at(inner.lineno)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []


def test_a_package_says_what_it_is_and_imports_at_most_its_own_parts() -> None:
    packages = [module for module in modules() if module.place.endswith("/__init__.py")]
    assert [package.place for package in packages if ast.get_docstring(package.tree) is None] == []
    assert [
        f"{package.at(line)} imports {name}"
        for package in packages
        for name, line in package.imports()
        if not name.startswith((*_own(package), "__future__"))
    ] == []


def _own(package: Module) -> tuple[str, ...]:
    """Return what the folder's list may name: its parts, and of a list of acts also those of its package."""
    parent, _, name = package.name.rpartition(".")
    return (f"{package.name}.", f"{parent}.") if name in {"use_cases", "queries"} else (f"{package.name}.",)


def test_no_file_is_longer_than_a_head_can_hold() -> None:
    endings = {".py", ".js", ".html"}  # a stylesheet is a list, and each further one is a request
    files = [file for file in tracked() if file.suffix in endings and "migrations/0001" not in file.as_posix()]
    long = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_no_name_that_says_nothing() -> None:
    assert [str(file) for file in tracked() if NEVER_NAMED & {file.stem, *file.relative_to(ROOT).parts[:-1]}] == []


def test_only_the_scope_sets_the_setting() -> None:
    """R7: one place, so that its body can change."""
    saying = [
        module.place
        for module in modules()
        if any(re.search(r"set_config|\bSET\s+(LOCAL\s+)?laoyou", text) for text, _ in module.words())
    ]
    assert saying == ["infra/scope.py"]


def test_everyone_who_sees_all_estates_is_listed() -> None:
    calling = {
        module.place
        for module in modules()
        if any(name == "scope" and attribute == "everything" for name, attribute, _ in attributes(module))
        or module.place == "infra/scope.py"
    }
    assert calling == set(SEES_EVERYTHING)


def test_no_float_touches_money() -> None:
    wrong = [
        module.at(node.lineno)
        for module in below(*MONEY)
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr == "FloatField")
    ]
    # How long a channel may take to answer is no money, nor is a place on paper.
    assert [place for place in wrong if "/providers/" not in place and "receipt_pdf" not in place] == []


def test_no_hidden_flow() -> None:
    """No signals, and no save() that does more than it says."""
    wrong = [
        module.at(line)
        for module in modules()
        for name, line in module.imports()
        if name.startswith(("django.dispatch", "django.db.models.signals"))
    ]
    wrong += [
        module.at(node.lineno)
        for module in below("infra/", "system/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"} and node.args.args[:1]
    ]
    assert wrong == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" * 3, "place" + "holder text"])
def test_nothing_is_left_for_later(word: str) -> None:
    files = [file for file in tracked() if file.suffix in {".py", ".js", ".html", ".css", ".md"}]
    pattern = re.compile(rf"\b{word}\b")
    assert [str(file.relative_to(ROOT)) for file in files if pattern.search(file.read_text(encoding="utf-8"))] == []


def test_templates_hold_no_script_no_style_and_no_chinese() -> None:
    wrong = []
    for file in sorted(PACKAGE.glob("**/templates/**/*.html")):
        text = re.sub(r"(?s){#.*?#}|{% comment %}.*?{% endcomment %}", "", file.read_text(encoding="utf-8"))
        if re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", text):
            wrong.append(f"{file.name}: inline script or style")
        if re.search(r"[\u4e00-\u9fff]", text.replace("中文", "")):  # a language is named in itself
            wrong.append(f"{file.name}: Chinese outside the catalogue")
    assert wrong == []
