"""A plan that takes fewer people off the jobs that they are expected for: changes undone, the least useful first."""

from __future__ import annotations

from laoyou.system.dispatch.rules.draft import Draft
from laoyou.system.dispatch.rules.insertion import gaps, is_tied
from laoyou.system.dispatch.rules.prices import change_fee


def changed(draft: Draft) -> list[int]:
    """Return the jobs that go to another crew than people expect."""
    jobs = draft.day.jobs
    return [index for crew, order in enumerate(draft.orders) for index in order if change_fee(jobs[index], crew)]


def with_fewer_changes(draft: Draft, most: int) -> Draft | None:
    """Return the draft with jobs given back to whom people expect until at most so many are changed; None if some fit
    there no more.
    """
    left = changed(draft)
    while len(left) > most:
        tried = [back for back in (_given_back(draft, index) for index in left) if back is not None]
        if not tried:
            return None
        draft = min(tried, key=Draft.total)
        left = changed(draft)
    return draft


def _given_back(draft: Draft, index: int) -> Draft | None:
    job = draft.day.jobs[index]
    if is_tied(draft, index):
        return None
    back = draft.copy()
    back.take_out(index)
    places = [gap for gap in gaps(back, index, job.earliest) if gap.crew == job.expected]
    if not places:
        return None
    best = min(places, key=lambda gap: (gap.extra, gap.start))
    back.put(best.crew, best.order)
    return back
