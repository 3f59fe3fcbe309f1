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


def work_picture(*, is_done: bool) -> io.BytesIO:
    """Return a drawing of a pipe on a wall: dripping into a puddle before the work, dry with a new clamp after it."""
    picture = Image.new("RGB", (900, 675), "#d9d4c7")
    draw = ImageDraw.Draw(picture)
    for y in range(0, 675, 75):
        for x in range(-75 if y % 150 else 0, 900, 150):
            draw.rectangle((x, y, x + 146, y + 71), outline="#c5beae", width=2)
    draw.rectangle((0, 560, 900, 675), fill="#a8a293")
    draw.rectangle((120, 250, 800, 310), fill="#8fa3ad")
    draw.rectangle((120, 262, 800, 276), fill="#b4c4cc")
    draw.rectangle((700, 250, 760, 600), fill="#8fa3ad")
    if is_done:
        draw.rectangle((390, 236, 510, 324), fill="#35705a")
        for x in (410, 490):
            draw.ellipse((x - 9, 271, x + 9, 289), fill="#e7ece9")
    else:
        draw.polygon(((440, 250), (466, 280), (446, 310), (428, 282)), fill="#3e4a50")
        for place, y in enumerate((350, 410, 480)):
            draw.ellipse((440 + place * 4, y, 456 + place * 4, y + 26), fill="#4f93c9")
        draw.ellipse((300, 590, 620, 650), fill="#6aa7d6")
    found = io.BytesIO()
    picture.save(found, "JPEG", quality=80)
    found.seek(0)
    return found
