"""The pages of facilities and inspections: register, label, a round on the telephone."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.work.facilities import queries, use_cases
from tests.personas import TODAY, City

pytestmark = pytest.mark.django_db


def entered(city: City) -> int:
    browser = city.signed_in("dispatcher")
    where = reverse("operations:add_facility", args=[city.estate_id])
    given = {"kind": "lift", "name": "1栋电梯", "place": "1层大堂", "lat": "22.8", "lng": "108.4", "installed_on": ""}
    refused = browser.post(where, {**given, "lat": "north"})
    assert refused.status_code == 422
    assert "1栋电梯" in refused.content.decode()
    page = browser.post(where, given)
    return int(page.headers["Location"].rsplit("/", 1)[1])


def test_a_facility_is_entered_labelled_and_found_in_the_list(city: City) -> None:
    facility_id = entered(city)
    desk = city.signed_in("desk")
    assert "DT-001" in desk.get(reverse("operations:estate_facilities", args=[city.estate_id])).content.decode()
    assert "1栋电梯" in desk.get(reverse("operations:facilities") + "?search=DT-1").content.decode()
    labels = desk.get(reverse("operations:facility_labels", args=[city.estate_id]))
    assert labels.content.startswith(b"%PDF")
    assert desk.get(reverse("operations:facilities_export")).status_code == 200
    assert desk.get(reverse("operations:facility", args=[city.estate_id, facility_id])).status_code == 200


def test_a_label_opens_the_report_for_anybody_and_what_is_due_for_who_inspects(city: City) -> None:
    facility_id = entered(city)
    code = queries.code_of(estate_id=city.estate_id, facility_id=facility_id)
    where = reverse("resident:report_here", args=[code])
    assert "1栋电梯" in city.signed_in("visitor").get(where).content.decode()
    scanned = reverse("operations:scanned_facility", args=[city.estate_id, facility_id])
    assert city.signed_in("worker").get(where).headers["Location"] == scanned


def test_a_worker_ticks_a_round_on_the_telephone(city: City) -> None:
    facility_id = entered(city)
    manager, worker = city.signed_in("manager"), city.signed_in("worker")
    planned = reverse("operations:set_inspection_plan", args=[city.estate_id])
    given = {
        "kind": "lift",
        "name": "电梯维保",
        "every": "15",
        "unit": "day",
        "steps": "运行平稳\n通话接通",
        "minutes": "60",
    }
    page = manager.post(planned, {**given, "skill": "lift", "starts_on": "2022-12-30", "facility": ""})
    assert page.status_code == 302, page.content.decode()
    use_cases.open_due_rounds(actor=system("tests"), estate_id=city.estate_id, at=TODAY)
    assert "电梯维保" in worker.get(reverse("operations:field_rounds")).content.decode()
    scanned = worker.get(reverse("operations:scanned_facility", args=[city.estate_id, facility_id]))
    where = scanned.headers["Location"]
    ticks = {"step_0": "good", "step_1": "failed", "client_id": "t1"}
    assert worker.post(where, ticks).status_code == 422  # a failure needs a word
    done = worker.post(where, {**ticks, "note_1": "通话不通"})
    assert done.status_code == 302
    assert "通话不通" in worker.get(done.headers["Location"]).content.decode()
    with scope.estate(city.estate_id):
        (row,) = queries.rounds_for(actor=city.actor("manager"), today=date(2022, 12, 30)).rows
    assert (row.state, row.failures) == ("done", 1)
    assert "1栋电梯" in manager.get(reverse("operations:facility", args=[city.estate_id, facility_id])).content.decode()
    assert manager.get(reverse("operations:inspections")).status_code == 200
    assert manager.get(reverse("operations:inspections_export")).status_code == 200
