"""The desk's shared parts as tags; each renders a template in operations/parts. Used by {% load parts %}."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.core.paging import Page
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.shell import Shell, address_of, shell_of
from laoyou.platforms.operations.words import BOND_ROLES
from laoyou.system.billing import queries as billing
from laoyou.system.people import queries as people

register = template.Library()
PARTS = "operations/parts"
FOLDS_FROM = 5
_FIELD = '<div class="field'


def _render(part: str, context: Context, **values: Any) -> SafeString:
    return render_to_string(f"{PARTS}/{part}.html", values, request=context["request"])


@register.simple_tag(takes_context=True)
def shell(context: Context) -> Shell | None:
    return shell_of(context["request"])


@register.simple_tag(takes_context=True)
def flashes(context: Context) -> list[flash.Word]:
    return flash.take(context["request"])


@register.filter
def sentence(refusal: Refusal) -> str:
    return access.sentence(refusal)


@register.filter
def word(words: Mapping[str, object], code: str) -> object:
    """Return the reader's word for a code, or the code itself."""
    return words.get(code, code)


@register.filter
def known(found: Mapping[int, str], key: int) -> str:
    """Return what is known of one of several things by its id, nothing where nothing is."""
    return found.get(key, "")


@register.filter
def is_word(text: str, wanted: str) -> bool:
    """Return whether the two are the same, for an argument of a tag."""
    return text == wanted


@register.filter
def is_number(number: int, wanted: int) -> bool:
    """Return whether the two are the same, for an argument of a tag."""
    return number == wanted


@register.filter
def add_number(text: str, number: int) -> str:
    """Return the text with the number after it, for ids."""
    return f"{text}{number}"


@register.simple_tag
def bond_word(role: str) -> object:
    return BOND_ROLES.get(role, role)


@register.simple_tag
def estate_link(estate_id: int, name: str) -> SafeString:
    """Return the estate's name, leading to its page where this person has one."""
    return _link(address_of("estate", estate_id=estate_id), name)


@register.simple_tag
def home_link(estate_id: int, home_id: int, label: str) -> SafeString:
    return _link(address_of("home_page", estate_id=estate_id, home_id=home_id), label)


def _link(address: str, words: str) -> SafeString:
    return format_html('<a data-row href="{}">{}</a>', address, words) if address else format_html("{}", words)


@register.inclusion_tag("operations/parts/people_of_home.html", takes_context=True)
def people_of_home(context: Context, estate_id: int, home_id: int) -> dict[str, Any]:
    """Return the people of a home as a panel, with the way to each and to adding one; nothing without the right."""
    request: access.Request = context["request"]
    if not request.actor.may(Right.SEE_PEOPLE, estate_id):
        return {"request": request, "hidden": True}
    actor, day = request.actor, city_day(request.at)
    return {
        "request": request,
        "people": people.people_of_home(actor=actor, estate_id=estate_id, home_id=home_id, day=day),
        "former": people.former_people_of_home(actor=actor, estate_id=estate_id, home_id=home_id, day=day),
        "estate_id": estate_id,
        "home_id": home_id,
        "may_edit": request.actor.may(Right.EDIT_PEOPLE, estate_id),
    }


@register.inclusion_tag("operations/parts/credit_left_behind.html", takes_context=True)
def credit_left_behind(context: Context, estate_id: int, home_id: int) -> dict[str, Any]:
    """Return the word that a former owner has left credit at the home, for those who take and give back money."""
    request: access.Request = context["request"]
    left = None
    if request.actor.may(Right.TAKE_CASH, estate_id):
        left = billing.credit_of_former_owners(
            actor=request.actor, estate_id=estate_id, home_id=home_id, today=city_day(request.at)
        )
    return {"left_behind": left, "estate_id": estate_id, "home_id": home_id}


@register.simple_block_tag(takes_context=True)
def filters(context: Context, content: str, label: str = "") -> SafeString:
    """Wrap the fields of a list's filters: a form whose answers stand in the address and are applied at once.

    Many of them fold behind one button on a telephone, unless one is set.
    """
    given = context["request"].GET
    return _render(
        "filters",
        context,
        content=content,
        label=label,
        sort=given.get("sort", ""),
        folds=content.count(_FIELD) >= FOLDS_FROM,
        is_set=any(value for name, value in given.items() if name not in ("sort", "page")),
    )


@register.simple_block_tag(takes_context=True)
def table(context: Context, content: str, caption: str, wide: bool = False) -> SafeString:
    """Wrap <thead> and <tbody>: j and k walk the rows, Enter opens; it scrolls sideways alone when too wide."""
    return _render("table", context, content=content, caption=caption, wide=wide)


@register.simple_tag(takes_context=True)
def sort_header(context: Context, key: str, label: str, number: bool = False) -> SafeString:
    """Return a column's head that sorts by ?sort=key, then by ?sort=-key, and says which is on."""
    sort = context["request"].GET.get("sort", "")
    order = {key: "ascending", f"-{key}": "descending"}.get(sort, "none")
    then = f"-{key}" if order == "ascending" else key
    return _render("sort_header", context, label=label, order=order, then=then, number=number)


@register.simple_tag(takes_context=True)
def paging(context: Context, page: Page[Any]) -> SafeString:
    """Return “1–50 of 964” and the way to the page before and after, by ?page=."""
    return _render("paging", context, page=page, most=exports.ROWS_AT_MOST, said=f"{exports.ROWS_AT_MOST:,}")


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, id: str, title: str, open: bool = False) -> SafeString:
    """Wrap a form in a dialog. A button with data-opens="<id>" opens it; `open` shows it at once, for a refusal."""
    return _render("dialog", context, content=content, id=id, title=title, open=open)


@register.simple_tag(takes_context=True)
def field(
    context: Context,
    name: str,
    label: str,
    *,
    value: object = "",
    kind: str = "text",
    hint: str = "",
    error: object = "",
    required: bool = False,
    choices: Sequence[tuple[object, object]] = (),
    id: str = "",
    **attributes: object,
) -> SafeString:
    """Return one field with its label, hint and error tied to it.

    `kind` is an input's type, or select, textarea, checkbox. Further attributes (autocomplete, inputmode, maxlength,
    placeholder, min, max, step, rows) are written as given; underscores become hyphens.
    """
    text = access.sentence(error) if isinstance(error, Refusal) else error
    return _render(
        "field",
        context,
        name=name,
        label=label,
        value="" if value is None else value,
        kind=kind,
        hint=hint,
        error=text,
        required=required,
        choices=[(str(key), words) for key, words in choices],
        chosen="" if value is None else str(value),
        id=id or f"field-{name}",
        attributes={key.replace("_", "-"): given for key, given in attributes.items() if given not in ("", None)},
    )
