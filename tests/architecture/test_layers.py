"""Who may import whom, and through which doors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT, below, modules, package_of

DOORS = {"use_cases", "queries", "events", "errors", "rules"}
# Doors that one package opens for a stated reason.
MORE_DOORS = {
    "laoyou.system.ledger.posting": "the journal's one way in, for the packages above it",
    "laoyou.system.payments.receipt_pdf": "draws a receipt as paper from values alone",
    "laoyou.system.billing.statement_pdf": "draws a statement as paper from values alone",
    "laoyou.system.dispatch.solver": "plans a day from values alone",
    "laoyou.system.work.crews": "a room of work, with doors of its own",
    "laoyou.system.work.facilities": "a room of work, with doors of its own",
    "laoyou.system.work.surveys": "a room of work, with doors of its own",
    "laoyou.system.work.orders": "a room of work, with doors of its own",
    "laoyou.system.work.requests": "a room of work, with doors of its own",
    "laoyou.system.people.house_ledger": "a package in the package, with doors of its own",
    "laoyou.system.billing.deposits": "a package in the package, with doors of its own",
    "laoyou.system.billing.bookings": "a package in the package, with doors of its own",
    "laoyou.system.billing.meters": "a package in the package, with doors of its own",
    "laoyou.system.billing.arrears": "a package in the package, with doors of its own",
    "laoyou.system.billing.invoices": "a package in the package, with doors of its own",
    "laoyou.system.payments.providers.keys": "keys of a door to the outside lie in one kind of folder",
    "laoyou.system.payments.providers.wire": "one careful HTTP call, for every door to the outside",
    "laoyou.system.billing.endings": "a package in the package, with doors of its own",
    "laoyou.system.payments.reconciliation": "a package in the package, with doors of its own",
    "laoyou.system.payments.refunds": "a package in the package, with doors of its own",
    "laoyou.system.ledger.leases": "a package in the package, with doors of its own",
    "laoyou.system.ledger.budgets": "a package in the package, with doors of its own",
}


def test_the_layers_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run([str(linter), "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout


def test_a_package_is_entered_through_its_doors_only() -> None:
    wrong = []
    for module in modules():
        own = package_of(module.place)
        for name, line in module.imports():
            parts = name.split(".")
            if parts[:2] != ["laoyou", "system"] or len(parts) < 4 or f"system/{parts[2]}" == own:
                continue
            if parts[3] not in DOORS and not any(name.startswith(door) for door in MORE_DOORS):
                wrong.append(f"{module.at(line)} imports {name}")
    assert wrong == []


def test_models_are_private() -> None:
    wrong = []
    for module in modules():
        for name, line in module.imports():
            parts = name.split(".")
            if (
                parts[0] == "laoyou"
                and "models" in parts
                and package_of("/".join(parts[1:])) != package_of(module.place)
            ):
                wrong.append(f"{module.at(line)} imports {name}")
    assert wrong == []


def test_rules_import_nothing_but_core_and_the_standard_library() -> None:
    wrong = []
    for module in modules():
        if ".rules" not in module.name:
            continue
        own = module.name.split(".rules")[0] + ".rules"
        for name, line in module.imports():
            if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith(
                ("laoyou.core.", f"{own}.", "laoyou.system.", "__future__")
            ):
                wrong.append(f"{module.at(line)} imports {name}")
            if name.startswith("laoyou.system.") and ".rules" not in name and not name.startswith(own[:-5] + "errors"):
                wrong.append(f"{module.at(line)} imports {name}")
    assert wrong == []


def test_a_platform_imports_no_other_platform() -> None:
    wrong = [
        f"{module.at(line)} imports {name}"
        for module in below("platforms/")
        for name, line in module.imports()
        if name.startswith("laoyou.platforms.")
        and package_of(name.removeprefix("laoyou.").replace(".", "/")) not in {package_of(module.place), "platforms"}
        and package_of(module.place) != "platforms"
        and name.split(".")[2] in {"resident", "operations", "supervision", "api"}
    ]
    assert wrong == []
