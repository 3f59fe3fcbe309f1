"""Papers for the demo, drawn by code: vouchers, and the mandates that principals signed and stamped."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image, ImageDraw, ImageFont

from laoyou.infra.assets import VENDOR

PAPER, INK, RULE, STAMP = "#faf7ee", "#2b2b2b", "#c9c2ae", "#b5352c"
FONT = VENDOR / "expo-google-fonts-noto-sans-sc" / "NotoSansSC_400Regular.ttf"


def voucher_picture(*, title: str, payee: str, day: str, amount: str, number: int) -> io.BytesIO:
    """Return a JPEG of a receipt slip, 600 × 400."""
    picture = Image.new("RGB", (600, 400), "#d8d2c4")
    draw = ImageDraw.Draw(picture)
    large, small = ImageFont.truetype(FONT, 30), ImageFont.truetype(FONT, 20)
    draw.rectangle((24, 20, 576, 380), fill=PAPER, outline=RULE, width=2)
    draw.text((300, 40), "收 款 收 据", font=large, fill=INK, anchor="ma")
    draw.text((550, 50), f"№ {number:06d}", font=small, fill=STAMP, anchor="ra")
    for row, (label, text) in enumerate((("日期", day), ("事由", title), ("收款人", payee), ("金额", f"¥{amount}"))):
        top = 110 + row * 54
        draw.line((48, top + 40, 552, top + 40), fill=RULE, width=2)
        draw.text((56, top + 8), label, font=small, fill="#6b665a")
        draw.text((150, top + 6), text, font=small, fill=INK)
    draw.ellipse((400, 250, 530, 365), outline=STAMP, width=4)
    draw.text((465, 308), "收讫", font=large, fill=STAMP, anchor="mm")
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=72)
    output.seek(0)
    return output


def dial_picture(*, value: int, number: str) -> io.BytesIO:
    """Return a JPEG of a water meter's dial that shows the value, in hundredths of a m³, 480 × 360."""
    picture = Image.new("RGB", (480, 360), "#8a9099")
    draw = ImageDraw.Draw(picture)
    large, small = ImageFont.truetype(FONT, 40), ImageFont.truetype(FONT, 20)
    draw.ellipse((80, 20, 400, 340), fill=PAPER, outline=INK, width=6)
    for place, digit in enumerate(f"{value:07d}"):
        left = 108 + place * 38
        draw.rectangle((left, 130, left + 34, 190), fill=INK if place < 5 else STAMP)
        draw.text((left + 17, 160), digit, font=large, fill="#ffffff", anchor="mm")
    draw.text((240, 226), "m³", font=small, fill=INK, anchor="mm")
    draw.text((240, 266), f"№ {number}", font=small, fill=INK, anchor="mm")
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=72)
    output.seek(0)
    return output


def mandate_paper(
    *, estate: str, number: str, principal: str, company: str, scope: str, first_day: date, last_day: date
) -> io.BytesIO:
    """Return a JPEG of a mandate as it was signed, 744 × 1052: a sheet of A4."""
    picture = Image.new("RGB", (744, 1052), PAPER)
    draw = ImageDraw.Draw(picture)
    title, text, small = (ImageFont.truetype(FONT, size) for size in (40, 24, 19))
    draw.text((372, 90), "物业服务委托书", font=title, fill=INK, anchor="ma")
    draw.text((372, 156), number, font=small, fill="#6b665a", anchor="ma")
    paragraphs = (
        f"　　兹委托{company}为{estate}提供物业服务。",
        f"　　服务内容：{scope}。",
        f"　　委托期限：{_day(first_day)}至{_day(last_day)}。",
    )
    for row, line in enumerate(line for paragraph in paragraphs for line in _lines(paragraph, 25)):
        draw.text((72, 230 + row * 44), line, font=text, fill=INK)
    for label, name, left in (("委托方（盖章）", principal, 72), ("受托方（盖章）", company, 400)):
        draw.text((left, 760), label, font=small, fill="#6b665a")
        for row, part in enumerate(_lines(name, 13)):
            draw.text((left, 796 + row * 30), part, font=small, fill=INK)
        draw.ellipse((left + 60, 840, left + 200, 980), outline=STAMP, width=4)
        draw.text((left + 130, 910), "★", font=title, fill=STAMP, anchor="mm")
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=72)
    output.seek(0)
    return output


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _lines(text: str, width: int) -> list[str]:
    return [text[start : start + width] for start in range(0, len(text), width)]
