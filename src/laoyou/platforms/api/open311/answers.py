"""Answers in the two forms of the specification: a JSON list, or its XML elements. Errors come in them too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

FORMS = ("json", "xml")
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
INSIDE = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What one of several is called in XML."""


class Open311Error(Exception):
    """Something the specification has a code for."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


def answer(form: str, root: str, found: Sequence[Any] | Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Return what was found in the form asked for. JSON for one that is neither."""
    if form == "xml":
        element = Element(root)
        _fill(element, root, found)
        body = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(element, encoding="utf-8")
    else:
        body = json.dumps(found, ensure_ascii=False).encode()
    made = HttpResponse(body, status=status, content_type=TYPES.get(form, TYPES["json"]))
    made.headers["Access-Control-Allow-Origin"] = "*"
    return made


def refusal(form: str, error: Open311Error) -> HttpResponse:
    found = [{"code": error.code, "description": error.description}]
    return answer(form, "errors", found, status=error.code)


def _fill(element: Element, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _fill(SubElement(element, key), key, inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            _fill(SubElement(element, INSIDE[name]), INSIDE[name], each)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _plain(str(value))


def _plain(text: str) -> str:
    """Return the text without what XML can't hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t\r")
