"""Meters on their pages: the desk enters, a resident sends a picture, the desk looks at it, bills go out."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from laoyou.core.calendar import Month, city_day
from laoyou.infra import scope
from laoyou.infra.clock import now
from laoyou.system.billing.meters.models import Meter, Reading
from laoyou.system.billing.models import Bill
from tests.personas import City

DAY = "2022-12-30"


def dial() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(drawn, "JPEG")
    return SimpleUploadedFile("dial.jpg", drawn.getvalue(), content_type="image/jpeg")


@pytest.mark.django_db
def test_from_a_price_to_a_bill_that_the_owner_reads(city: City) -> None:
    finance, desk, manager = city.signed_in("finance"), city.signed_in("desk"), city.signed_in("manager")
    owner, stranger = city.signed_in("owner"), city.signed_in("stranger")
    where = f"/ops/estates/{city.estate_id}"
    assert "这里还没有登记表" in manager.get(f"{where}/meters").content.decode()
    price = {
        "item": "water",
        "name": "水费",
        "method": "by_meter",
        "rate": "",
        "formula": "每年：2.50 到 180，3.75",
        "fund": "service",
        "applies": "all",
        "home_kind": "",
        "starts_on": DAY,
    }
    prices = f"{where}/mandates/{city.mandate_id}/tariffs"
    answer = manager.post(prices, price)
    assert answer.status_code == 422
    assert "代收代付" in answer.content.decode()
    answer = manager.post(prices, price | {"fund": "deposits", "formula": "每年：2.50 到 x"})
    assert "看不懂" in answer.content.decode()
    assert manager.post(prices, price | {"fund": "deposits"}).status_code == 302
    meter = {
        "kind": "water",
        "number": "W-1",
        "home": "3-2-501",
        "item": "water",
        "installed_on": DAY,
        "first_value": "x",
        "digits": "5",
        "factor": "1",
    }
    assert manager.post(f"{where}/meters/add", meter).status_code == 422
    assert manager.post(f"{where}/meters/add", meter | {"first_value": "1284"}).status_code == 302
    with scope.estate(city.estate_id):
        row = Meter.objects.get()
    assert "还没抄" in desk.get(f"{where}/meters").content.decode()
    assert desk.get(f"{where}/meters.xlsx").status_code == 200
    assert "我家的表" in owner.get("/pay/").content.decode()
    sent = f"/meters/{city.estate_id}/{row.id}/"
    assert stranger.post(sent, {"value": "1290", "photo": dial()}).status_code == 404
    assert "表盘" in owner.post(sent, {"value": "1290"}).content.decode()
    assert owner.post(sent, {"value": "1290", "photo": dial()}).status_code == 302
    assert "正在核对" in owner.get("/meters/").content.decode()
    with scope.estate(city.estate_id):
        reading = Reading.objects.get()
    assert "核对无误" in desk.get(f"{where}/meters").content.decode()
    assert desk.get(f"{where}/readings/{reading.id}/photo").status_code == 200
    assert stranger.get(f"{where}/readings/{reading.id}/photo").status_code == 404
    desk.post(f"{where}/readings/{reading.id}/check", {"decision": "approve"})
    month = Month.of(city_day(now()))
    page = finance.get(f"{where}/meters/issue?item=water&month={month}").content.decode()
    assert "1284 → 1290 = 6 m³" in page
    assert "¥15.00" in page
    assert finance.post(f"{where}/meters/issue", {"item": "water", "month": str(month)}).status_code == 302
    assert "没有等着出账" in finance.get(f"{where}/meters/issue?item=water&month={month}").content.decode()
    assert "1290" in desk.get(f"{where}/meters/{row.id}").content.decode()
    assert "1284 → 1290 = 6 m³" in owner.get("/pay/").content.decode()
    with scope.estate(city.estate_id):
        bill = Bill.objects.get()
    assert (bill.amount_fen, bill.fund) == (1500, "deposits")
    assert "按表计量" in owner.get(f"/bills/{city.estate_id}/{bill.id}/").content.decode()
    refused = {"sheet": SimpleUploadedFile("抄表.csv", "表号,读数\nW-1,12\n".encode()), "kind": "water"}
    answer = desk.post(f"{where}/meters/import", refused | {"read_on": city_day(now()).isoformat()})
    assert answer.status_code == 422
    assert "W-1" in answer.content.decode()
