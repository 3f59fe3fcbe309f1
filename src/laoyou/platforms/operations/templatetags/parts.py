"""The desk's shared parts as tags; each renders a template in operations/parts. Used by {% load parts %}."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from laoyou.core.errors import Refusal
from laoyou.core.paging import Page
from laoyou.platforms import access, flash
from laoyou.platforms.operations.shell import Shell, shell_of

register = template.Library()
PARTS = "operations/parts"


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


@register.simple_block_tag(takes_context=True)
def filters(context: Context, content: str, label: str = "") -> SafeString:
    """Wrap the fields of a list's filters: a form whose answers stand in the address and are applied at once."""
    request = context["request"]
    return _render("filters", context, content=content, label=label, sort=request.GET.get("sort", ""))


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
    return _render("paging", context, page=page)


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
