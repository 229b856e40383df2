"""Draws the small pictures that the tests of text reading use, so that tests need no typeface.

Usage: python scripts/draw_text_pictures.py [FOLDER]   (needs Noto Sans CJK; Debian: fonts-noto-cjk)
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FACE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIMPLIFIED = 2


def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FACE, size, index=SIMPLIFIED)


def card() -> Image.Image:
    """A title, two lines that continue each other, white on red, traditional characters, Latin."""
    image = Image.new("RGB", (520, 330), "white")
    pen = ImageDraw.Draw(image)
    pen.text((30, 15), "感谢您的购买", font=font(44), fill="black")
    pen.text((30, 90), "收到货后请给五星好评", font=font(22), fill=(60, 60, 60))
    pen.text((30, 122), "截图联系客服领取红包", font=font(22), fill=(60, 60, 60))
    pen.rectangle((20, 170, 500, 220), fill=(170, 20, 30))
    pen.text((30, 176), "加微信 hello2026 进群", font=font(26), fill="white")
    pen.text((30, 235), "感謝您的購買與支持", font=font(24), fill="black")
    pen.text((30, 280), "Made in China", font=font(24), fill="black")
    return image


def columns() -> Image.Image:
    """Two tight columns and one whose characters stand far apart."""
    image = Image.new("RGB", (420, 520), "white")
    pen = ImageDraw.Draw(image)
    for x, pitch, text in ((360, 36, "扫码关注公众号"), (300, 36, "山高水长情意重"), (120, 80, "好评返现金")):
        for index, character in enumerate(text):
            pen.text((x, 30 + index * pitch), character, font=font(34), fill="black", anchor="ma")
    return image


def sheet() -> Image.Image:
    """A large sheet with two lines of 5 points at 300 dpi, one of them over the border of two tiles."""
    image = Image.new("RGB", (2900, 700), "white")
    pen = ImageDraw.Draw(image)
    pen.text((80, 60), "大促海报", font=font(200), fill="black")
    pen.text(
        (1180, 420),
        "添加客服微信领取五元红包并备注您的订单编号和手机号后四位即可参加本次活动",
        font=font(21),
        fill="black",
    )
    pen.text((2300, 640), "最终解释权归本店所有", font=font(21), fill="black")
    return image


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "tests/observe/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in (("card", card()), ("columns", columns()), ("sheet", sheet())):
        picture.quantize(16).save(folder / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
