"""The app on the telephone: manifest, service worker, the page for no network."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_manifest_names_an_icon_that_is_there() -> None:
    answer = Client().get("/manifest.webmanifest")
    told = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert told["start_url"] == "/"
    assert told["display"] == "standalone"
    assert all(finders.find(icon["src"].removeprefix(settings.STATIC_URL)) for icon in told["icons"])


def test_the_service_worker_keeps_only_files_that_are_there() -> None:
    answer = Client().get("/service-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    files = json.loads(re.search(r"FILES = (\[.*?\]);", answer.content.decode())[1])  # type: ignore[index]
    assert files
    assert all(finders.find(file.removeprefix(settings.STATIC_URL)) for file in files)


def test_the_service_worker_leaves_staff_machines_and_the_stream_alone() -> None:
    script = Client().get("/service-worker.js").content.decode()
    for start in ("/ops/", "/city/", "/api/", "/live"):
        assert f'"{start}"' in script


def test_the_page_for_no_network_needs_no_sign_in() -> None:
    assert Client().get("/offline/").status_code == 200
