"""Vouchers for the demo, drawn by code: a slip of paper with lines, a sum and a red stamp."""

from __future__ import annotations

import io

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
