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


def place_picture(*, what: str, is_done: bool) -> io.BytesIO:
    """Return a drawing of a place of the estate before or after it was put right: weeds, rubbish, drain or stairs."""
    picture = Image.new("RGB", (640, 480), "#cfe0ea")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 40, 640, 250), fill="#d9cfbd")
    for x in range(30, 640, 120):
        for y in (70, 160):
            draw.rectangle((x, y, x + 60, y + 60), fill="#8fa9b8", outline="#f1ece0", width=4)
    draw.rectangle((0, 250, 640, 480), fill="#b7b1a3" if what in ("drain", "stairs") else "#9dbb84")
    if what == "weeds":
        for x in range(0, 640, 14 if not is_done else 40):
            height = 30 + x * 37 % 90 if not is_done else 8
            draw.line((x, 470, x + 6, 470 - height), fill="#4c6b34" if not is_done else "#5f8a45", width=4)
        if is_done:
            for x in range(60, 640, 110):
                draw.ellipse((x, 400, x + 34, 434), fill="#d8728f")
    elif what == "rubbish":
        for place, x in enumerate(range(80, 560, 60) if not is_done else ()):
            draw.ellipse((x, 340 + place * 29 % 60, x + 90, 430 + place * 29 % 50), fill="#3f4a50", outline="#23292d")
        if is_done:
            for x, colour in ((190, "#35705a"), (300, "#2f5f9c"), (410, "#7a5a3a")):
                draw.rectangle((x, 330, x + 80, 440), fill=colour, outline="#2b2b2b", width=3)
    elif what == "drain":
        draw.ellipse((220, 330, 420, 430), fill="#5a5f60" if is_done else "#2f2a22", outline="#3b3b3b", width=6)
        if is_done:
            for x in range(250, 400, 26):
                draw.line((x, 345, x, 416), fill="#8a8f90", width=6)
        else:
            draw.ellipse((140, 350, 520, 470), fill="#6b5f45")
    else:
        for step in range(5):
            draw.rectangle((60 + step * 50, 440 - step * 40, 640, 480), fill="#c9c3b5", outline="#a39d8f", width=2)
        for x in (300, 380, 460) if not is_done else ():
            draw.rectangle((x, 250, x + 70, 330), fill="#9a7b4f", outline="#5f4a2d", width=4)
    found = io.BytesIO()
    picture.save(found, "JPEG", quality=78)
    found.seek(0)
    return found
