"""What a crew does with an order: on the way, there, photos, paused, finished, handed over, help asked for.

A telephone that was offline sends what was done later, with the moment at which it was done (`done_at`) and its own
name for the act (`client_id`): sent twice, it is done once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import files, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import steps
from laoyou.system.work.orders.errors import (
    PhotoBeforeMissing,
    PhotoMissing,
    PhotoNotKept,
    QuoteWaits,
    SayWhy,
    TooManyPhotos,
    WaitsForAnother,
)
from laoyou.system.work.orders.finishing import bill_agreed_price
from laoyou.system.work.orders.models import OrderMaterial, OrderPhoto, WorkOrder
from laoyou.system.work.orders.rules.evidence import Evidence, Moment, missing
from laoyou.system.work.orders.rules.materials import Used
from laoyou.system.work.orders.rules.states import TO_DO, OrderState, PriceState

MOST_PHOTOS = 40


def start_travel(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    at: datetime,
    done_at: datetime | None = None,
    client_id: str = "",
) -> None:
    """Say that the crew is on the way. Raises: NotFound; NotYourOrder; OrderMoved; WaitsForAnother."""
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if steps.done_already(estate_id, client_id):
            return
        _travel(row, actor, _when(done_at, at))
        steps.note_act(row, client_id, "start_travel", actor, _when(done_at, at), at)


def arrive(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    at: datetime,
    done_at: datetime | None = None,
    client_id: str = "",
) -> None:
    """Say that the crew is there and begins, also when nobody said that it set out.

    Raises: NotFound; NotYourOrder; OrderMoved; WaitsForAnother.
    """
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if steps.done_already(estate_id, client_id):
            return
        when = _when(done_at, at)
        if row.state == OrderState.ASSIGNED:
            _travel(row, actor, when)
        steps.refuse_unless(row, OrderState.WORKING)
        if row.arrived_at is None:
            row.arrived_at = when
        steps.begin_span(row, "work", _people(row, when), when)
        steps.step(row, OrderState.WORKING, actor=actor, at=when, also=["arrived_at"])
        steps.note_act(row, client_id, "arrive", actor, when, at)


def add_photos(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    moment: str,
    file_ids: Sequence[int],
    at: datetime,
    done_at: datetime | None = None,
    client_id: str = "",
) -> None:
    """Add photos of the place before or after the work. Raises: NotFound; NotYourOrder; PhotoNotKept; TooManyPhotos."""
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if steps.done_already(estate_id, client_id):
            return
        if row.state not in {*TO_DO, OrderState.DONE}:
            raise steps.moved_on(row)
        _keep_photos(row, Moment(moment), file_ids, actor, _when(done_at, at))
        steps.note_act(row, client_id, f"photo_{moment}", actor, _when(done_at, at), at)
        steps.tell_pages(row, at)


def pause(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    reason: str,
    at: datetime,
    done_at: datetime | None = None,
    client_id: str = "",
) -> None:
    """Stop for now, with the reason; the order stays with the crew.

    Raises: NotFound; NotYourOrder; OrderMoved; SayWhy.
    """
    if not reason.strip():
        raise SayWhy
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if steps.done_already(estate_id, client_id):
            return
        when = _when(done_at, at)
        _pause(row, actor, when, reason)
        steps.note_act(row, client_id, "pause", actor, when, at)


def resume(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    at: datetime,
    done_at: datetime | None = None,
    client_id: str = "",
) -> None:
    """Take a paused order up again: it is assigned to the same crew as before.

    Raises: NotFound; NotYourOrder; OrderMoved.
    """
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if steps.done_already(estate_id, client_id):
            return
        if row.state != OrderState.PAUSED or row.crew_id is None:
            raise steps.moved_on(row)
        when = _when(done_at, at)
        steps.step(row, OrderState.ASSIGNED, actor=actor, at=when)
        steps.note_act(row, client_id, "resume", actor, when, at)


def finish(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    note: str,
    at: datetime,
    photos_before: Sequence[int] = (),
    photos_after: Sequence[int] = (),
    materials: Sequence[Used] = (),
    done_at: datetime | None = None,
    client_id: str = "",
) -> None:
    """Say that the order is done, with the evidence it asks for and what it used; an agreed price is billed.

    Order, bill and books are one commit. Raises: NotFound; NotYourOrder; OrderMoved; PhotoMissing; PhotoBeforeMissing;
    PhotoNotKept; QuoteWaits; and what billing refuses.
    """
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if steps.done_already(estate_id, client_id):
            return
        steps.refuse_unless(row, OrderState.DONE)
        if row.price_state == PriceState.QUOTED:
            raise QuoteWaits
        when = _when(done_at, at)
        _keep_photos(row, Moment.BEFORE, photos_before, actor, when)
        _keep_photos(row, Moment.AFTER, photos_after, actor, when)
        _refuse_without_evidence(row)
        OrderMaterial.objects.bulk_create(
            OrderMaterial(
                estate_id=estate_id,
                order=row,
                material_id=used.material_id,
                name=used.name[:60],
                unit=used.unit[:10],
                quantity=used.quantity,
                cost_fen=used.cost.fen,
                noted_by_name=actor.name[:100],
                at=when,
            )
            for used in materials
        )
        steps.end_span(row, when)
        row.finished_at = when
        if row.price_state == PriceState.AGREED:
            row.bill_id = bill_agreed_price(row=row, actor=actor, at=at)
        row.help_asked_at, row.help_text = None, ""
        also = ["finished_at", "bill_id", "help_asked_at", "help_text"]
        steps.step(row, OrderState.DONE, actor=actor, at=when, reason=note.strip(), also=also)
        steps.note_act(row, client_id, "finish", actor, when, at)


def check(*, actor: Actor, estate_id: int, order_id: int, at: datetime, note: str = "") -> None:
    """Say that somebody looked at the finished work and found it well done. Raises: NotFound; OrderMoved."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = steps.held(estate_id, order_id)
        steps.step(row, OrderState.CHECKED, actor=actor, at=at, reason=note.strip())


def cancel(*, actor: Actor, estate_id: int, order_id: int, reason: str, at: datetime) -> None:
    """Cancel an order that isn't done yet, with the reason. Raises: NotFound; OrderMoved; SayWhy."""
    if not reason.strip():
        raise SayWhy
    with scope.estate(estate_id):
        if not actor.may(Right.HANDLE_REQUESTS, estate_id):
            actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = steps.held(estate_id, order_id)
        steps.refuse_unless(row, OrderState.CANCELLED)
        steps.end_span(row, at)
        steps.step(row, OrderState.CANCELLED, actor=actor, at=at, reason=reason.strip())


def ask_for_help(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    text: str,
    at: datetime,
    done_at: datetime | None = None,
    client_id: str = "",
) -> None:
    """Ask the dispatcher for somebody or something more. Raises: NotFound; NotYourOrder; OrderMoved; SayWhy."""
    if not text.strip():
        raise SayWhy
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if steps.done_already(estate_id, client_id):
            return
        if row.state not in TO_DO:
            raise steps.moved_on(row)
        row.help_asked_at, row.help_text = _when(done_at, at), text.strip()[:200]
        row.save(update_fields=["help_asked_at", "help_text"])
        steps.record("work.help_asked", row, actor, at, reason=row.help_text)
        steps.note_act(row, client_id, "ask_for_help", actor, _when(done_at, at), at)
        steps.tell_pages(row, at)


def open_contact(*, actor: Actor, estate_id: int, order_id: int, at: datetime) -> str:
    """Return the telephone of whom to ring for the order, and write down that it was opened.

    Raises: NotFound, also when there is none; NotYourOrder; OrderMoved once it is finished.
    """
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if not row.contact_telephone:
            raise NotFound
        if row.state not in TO_DO:
            raise steps.moved_on(row)
        steps.record("work.contact_opened", row, actor, at)
        return str(row.contact_telephone)


def hand_over(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    reason: str,
    at: datetime,
    done_at: datetime | None = None,
    client_id: str = "",
) -> None:
    """Give an order back, begun or not, so that another crew takes it.

    Raises: NotFound; NotYourOrder; OrderMoved; SayWhy.
    """
    if not reason.strip():
        raise SayWhy
    with scope.estate(estate_id):
        row = steps.held_by_doer(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        if steps.done_already(estate_id, client_id):
            return
        when = _when(done_at, at)
        if row.state in (OrderState.TRAVELLING, OrderState.WORKING):
            _pause(row, actor, when, reason)
        steps.refuse_unless(row, OrderState.OPEN)
        before = {"crew_id": row.crew_id}
        row.crew_id, row.second_crew_id, row.contractor, row.contractor_until = None, None, "", None
        row.planned_starts, row.planned_ends, row.is_locked = None, None, False
        also = [
            "crew_id",
            "second_crew_id",
            "contractor",
            "contractor_until",
            "planned_starts",
            "planned_ends",
            "is_locked",
        ]
        steps.step(row, OrderState.OPEN, actor=actor, at=when, reason=reason.strip(), also=also, before=before)
        steps.note_act(row, client_id, "hand_over", actor, when, at)


def _when(done_at: datetime | None, at: datetime) -> datetime:
    """Return the moment of the act: never later than now, whatever the telephone's clock says."""
    return min(done_at, at) if done_at is not None else at


def _travel(row: WorkOrder, actor: Actor, at: datetime) -> None:
    steps.refuse_unless(row, OrderState.TRAVELLING)
    unfinished = (
        row.after_id
        and WorkOrder.objects.filter(
            estate_id=row.estate_id, id=row.after_id, state__in=[state.value for state in TO_DO]
        ).first()
    )
    if unfinished:
        raise WaitsForAnother(number=unfinished.number)
    if row.travel_at is None:
        row.travel_at = at
    steps.begin_span(row, "travel", _people(row, at), at)
    steps.step(row, OrderState.TRAVELLING, actor=actor, at=at, also=["travel_at"])


def _pause(row: WorkOrder, actor: Actor, at: datetime, reason: str) -> None:
    steps.refuse_unless(row, OrderState.PAUSED)
    steps.end_span(row, at)
    steps.step(row, OrderState.PAUSED, actor=actor, at=at, reason=reason.strip())


def _people(row: WorkOrder, at: datetime) -> int:
    """Return how many people of the crew are there; one at least."""
    return max(crews.present_in(crew_ids=[row.crew_id, row.second_crew_id], day=city_day(at)), 1)


def _keep_photos(row: WorkOrder, moment: Moment, file_ids: Sequence[int], actor: Actor, at: datetime) -> None:
    if not file_ids:
        return
    if not files.are_kept(estate_id=row.estate_id, file_ids=file_ids, purpose="photo"):
        raise PhotoNotKept
    if OrderPhoto.objects.filter(estate_id=row.estate_id, order=row).count() + len(file_ids) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    OrderPhoto.objects.bulk_create(
        OrderPhoto(
            estate_id=row.estate_id,
            order=row,
            moment=moment.value,
            file_id=file_id,
            taken_by_name=actor.name[:100],
            at=at,
        )
        for file_id in file_ids
    )


def _refuse_without_evidence(row: WorkOrder) -> None:
    moments = list(OrderPhoto.objects.filter(estate_id=row.estate_id, order=row).values_list("moment", flat=True))
    lacking = missing(
        Evidence(row.evidence), before=moments.count(Moment.BEFORE.value), after=moments.count(Moment.AFTER.value)
    )
    if lacking is Moment.BEFORE:
        raise PhotoBeforeMissing
    if lacking is Moment.AFTER:
        raise PhotoMissing
