"""A whole day, or a day that has begun: a plan as good as the time allows, checked before it is handed out."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.system.dispatch.rules.day import Day, Plan
from laoyou.system.dispatch.rules.draft import Draft
from laoyou.system.dispatch.rules.fewer_changes import changed, with_fewer_changes
from laoyou.system.dispatch.rules.insertion import insert_all, is_tied
from laoyou.system.dispatch.rules.rolling import ahead_of
from laoyou.system.dispatch.rules.starting import breaks_nothing, insert_missing, repair, started
from laoyou.system.dispatch.solver.routing import Run
from laoyou.system.dispatch.solver.runs import Runs
from laoyou.system.dispatch.solver.spans import Span, components, rejoined, spans_of

SHARES = (0.5, 0.3, 0.2)  # of the time, for runs in which the crews move on after their rest, before it, after it
FINISH_S = 0.1  # kept back for putting the last run's routes together and for the check


@dataclass(frozen=True, slots=True)
class Replanned:
    """`day` is the whole day with what had begun locked, and with the crews that people expected before."""

    day: Day
    plan: Plan


def plan_day(
    day: Day, *, seconds: float, seed: int, known: Plan | None = None, cores: int = 1, most_changed: int | None = None
) -> Draft:
    """Return a plan that keeps every rule, within so many seconds, or as soon as every job has been looked at once.

    `known` is the plan to begin with. What is locked stays as it is. Jobs that share no skill are planned at the same
    time on as many `cores`, each by a process of its own if there are several. At most so many jobs go to another crew
    than people expect as `most_changed` says.
    """
    ends = time.monotonic() + seconds - FINISH_S
    best = first = started(day, known)
    chance = random.Random(seed)  # noqa: S311 no secret
    groups = [(crews, [index for index in jobs if not _is_fixed(best, index)]) for crews, jobs in components(day)]
    groups = sorted(((crews, jobs) for crews, jobs in groups if jobs), key=lambda group: -len(group[1]))
    left = ends - time.monotonic()
    with Runs(day, min(cores, len(groups))) as runs:
        begins = time.monotonic()
        for turn in range(len(SHARES)):
            until = begins + left * sum(SHARES[: turn + 1])
            best = _turn(best, groups, runs, until=until, seed=seed, moves_after_rest=turn % 2 == 0)
            best = min(best, _with_ties_anew(best, chance), key=Draft.total)
    if most_changed is not None and len(changed(best)) > most_changed:
        best = min(with_fewer_changes(best, most_changed) or first, first, key=Draft.total)
    return best if breaks_nothing(best) else first


def replan(
    day: Day,
    known: Plan,
    *,
    now: int,
    seconds: float,
    seed: int,
    cores: int = 1,
    most_changed: int | None = None,
) -> Replanned:
    """Return the day planned anew from that minute on: what has begun or is under way stays, and whoever is taken off
    a job that people expect them for costs as much as a long way.

    `known` is the plan so far; jobs that it does not name are new, crews and jobs that are gone stand in it no more.
    """
    ahead = ahead_of(day, known, now)
    plan = ahead.joined(
        plan_day(
            ahead.day, seconds=seconds, seed=seed, known=ahead.known, cores=cores, most_changed=most_changed
        ).plan()
    )
    return Replanned(ahead.whole, plan)


def _is_fixed(draft: Draft, index: int) -> bool:
    return index in draft.pinned or is_tied(draft, index)


def _turn(
    best: Draft,
    groups: Sequence[tuple[Sequence[int], Sequence[int]]],
    runs: Runs,
    *,
    until: float,
    seed: int,
    moves_after_rest: bool,
) -> Draft:
    """Return the plan after one run for each group: what a run found for its group is taken where it costs less."""
    wanted, pieces_of = [], []
    for crews, jobs in groups:
        able = [crew for crew in crews if not best.is_broken(crew)]
        pieces = {crew: spans_of(best, crew, moves_after_rest=moves_after_rest) for crew in able}
        spans = tuple(span for crew in able for span in pieces[crew])
        if spans:
            wanted.append(Run(spans, tuple(jobs), seed))
            pieces_of.append(pieces)
    for pieces, served in zip(pieces_of, runs.improve(wanted, until), strict=True):
        best = min(best, _served(best, pieces, served), key=Draft.total)
    return best


def _served(best: Draft, pieces: dict[int, list[Span]], served: dict[int, list[int]] | None) -> Draft:
    if served is None:
        return best
    draft = best.copy()
    first = 0
    for crew, spans in pieces.items():
        of_crew = {place: served.get(first + place, []) for place in range(len(spans))}
        draft.orders[crew] = rejoined(spans, of_crew)
        first += len(spans)
        repair(draft, crew)
    insert_missing(draft, draft.left_over())
    return draft


def _with_ties_anew(best: Draft, chance: random.Random) -> Draft:
    """Return the plan with its tied jobs taken out and put back, a chain at a time, wherever that costs less."""
    day = best.day
    loose = [index for index, job in enumerate(day.jobs) if job.locked is None and is_tied(best, index)]
    chains: dict[int, list[int]] = {}
    for index in loose:
        chains.setdefault(_head(day, index), []).append(index)
    heads = sorted(chains)
    chance.shuffle(heads)
    for head in heads:
        tried = best.copy()
        for index in chains[head]:
            tried.take_out(index)
        insert_all(tried, tried.left_over())
        best = min(best, tried, key=Draft.total)
    return best


def _head(day: Day, index: int) -> int:
    job = day.jobs[index]
    while job.after is not None:
        index = job.after
        job = day.jobs[index]
    return index
