"""Which acts the source records: the first argument of every audit.record, followed to the texts that it can be.

A text may come by a local name, a choice between two, a table of the module, or a parameter, whose callers are then
followed in the same package. An f-string is a prefix and the state that is reached. Anything else is reported.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from tests.architecture.source import Module, modules, package_of

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Recorded:
    """`actions` are the texts found, `unseen` the places where the text can't be followed.

    `prefixes` are those of f-strings, of which the end is the state that is reached.
    """

    actions: set[str] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)


@cache
def recorded() -> Recorded:
    found = Recorded()
    for module, function, call in _calls_of("record"):
        if ast.unparse(call.func) in {"audit.record", "record"} and call.args:
            _follow(call.args[0], function, module, found, ())
    return found


def _calls_of(name: str) -> Sequence[tuple[Module, Function | None, ast.Call]]:
    return _every_call().get(name, [])


@cache
def _every_call() -> dict[str, list[tuple[Module, Function | None, ast.Call]]]:
    """Return the calls of the whole source by the last word of what they call."""
    found = defaultdict(list)
    for module in modules():
        for each in _calls_in(module, module.tree, None):
            called = each[2].func
            if isinstance(called, ast.Name | ast.Attribute):
                found[called.id if isinstance(called, ast.Name) else called.attr].append(each)
    return dict(found)


def _calls_in(
    module: Module, node: ast.AST, function: Function | None
) -> Iterator[tuple[Module, Function | None, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inside = child if isinstance(child, Function) else function
        if isinstance(child, ast.Call):
            yield module, function, child
        yield from _calls_in(module, child, inside)


def _follow(text: ast.expr, function: Function | None, module: Module, found: Recorded, seen: tuple[str, ...]) -> None:
    match text:
        case ast.Constant(value=str(action)):
            found.actions.add(action)
        case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), ast.FormattedValue()]):
            found.prefixes.add(prefix)
        case ast.IfExp(body=one, orelse=other):
            _follow(one, function, module, found, seen)
            _follow(other, function, module, found, seen)
        case ast.Subscript(value=ast.Name(id=name)) if (table := _assigned(name, module.tree)) and isinstance(
            table[0], ast.Dict
        ):
            for value in table[0].values:
                _follow(value, None, module, found, seen)
        case ast.Name(id=name) if function is not None and (values := _assigned(name, function)):
            for value in values:
                _follow(value, function, module, found, seen)
        case ast.Name(id=name) if function is not None and name in _parameters(function):
            if function.name not in seen:
                _follow_callers(name, function, module, found, (*seen, function.name))
        case ast.Name(id=name) if values := _assigned(name, module.tree):
            for value in values:
                _follow(value, None, module, found, seen)
        case _:
            found.unseen.add(f"{module.at(text.lineno)}: {ast.unparse(text)}")


def _follow_callers(parameter: str, function: Function, module: Module, found: Recorded, seen: tuple[str, ...]) -> None:
    positional = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    place = positional.index(parameter) if parameter in positional else None
    for other, caller, call in _calls_of(function.name):
        if package_of(other.place) != package_of(module.place):
            continue
        if function.name.startswith("_") and other is not module:
            continue
        by_name = next((each.value for each in call.keywords if each.arg == parameter), None)
        args = list(_spread(call.args))
        given = by_name or (args[place] if place is not None and place < len(args) else None)
        if given is not None:
            _follow(given, caller, other, found, seen)


def _spread(args: list[ast.expr]) -> Iterator[ast.expr]:
    for each in args:
        if isinstance(each, ast.Starred) and isinstance(each.value, ast.Tuple):
            yield from each.value.elts
        else:
            yield each


def _parameters(function: Function) -> set[str]:
    every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return {each.arg for each in every}


def _assigned(name: str, inside: ast.AST) -> list[ast.expr]:
    """Return what is assigned to the name; of a module only at its top."""
    nodes = ast.iter_child_nodes(inside) if isinstance(inside, ast.Module) else ast.walk(inside)
    values = []
    for node in nodes:
        if (isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)) or (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == name
            and node.value
        ):
            values.append(node.value)
    return values
