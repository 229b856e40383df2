"""The drawings the logo network learns from, rendered once into one array file.

    python scripts/train_logos_data.py ICONIFY_JSON_PACKAGE OUT.npz

``ICONIFY_JSON_PACKAGE`` is the unpacked npm package ``@iconify/json`` (``npm pack @iconify/json``). The recipe:

* Only sets under a permissive licence. An icon belongs to the class of its plain name: style words are cut off, so
  that ``brand-github``, ``logo-github`` and ``github-fill`` of different sets are drawings of one class. The network
  thereby learns what stays the same when another hand redraws a mark.
* The brands merchlint names are classes too, but only from `TEMPLATE_SETS`. Every other drawing of them, in any set,
  is left out, so that the remaining sets can measure the result.
* Han characters, letters and digits in the fonts at hand are classes as well: text is what a card is full of.
"""

from __future__ import annotations

import json
import random
import re
import sys
import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import resvg_py
from PIL import Image, ImageDraw, ImageFont

SEED = 20261123
SIDE = 64
INNER = 60
CAP_DRAWINGS = 12
MAX_CLASSES = 5200
MAX_SINGLES = 6000
PERMISSIVE = {"MIT", "Apache-2.0", "ISC", "CC0-1.0", "CC-BY-4.0", "CC-BY-3.0", "OFL-1.1", "BSD-3-Clause", "Unlicense"}
TEMPLATE_SETS = [
    "ant-design",
    "ri",
    "simple-icons",
    "tabler",
    "fa-brands",
    "fa6-brands",
    "fa7-brands",
    "fa",
    "bxl",
    "bx",
    "mdi",
    "ph",
    "logos",
    "lineicons",
    "own",
]
TARGET_NAMES = re.compile(
    r"wechat|weixin|wecom|mini-?program|mini-?app|qq|weibo|douyin|tik-?tok|kuaishou|xiaohongshu|rednote|bilibili|zhihu"
    r"|douban|alipay|taobao|tmall|tianmao|jingdong|^jd(-|$)|-jd$|pinduoduo|^pdd|dingtalk|dingding|whats-?app|telegram"
    r"|^line(-app|-messenger|-logo)|^(brand-|logo-)line$"
)
LINE_SETS = {"bi", "cib", "fa-brands", "fa6-brands", "fa7-brands", "fontisto", "jam", "la", "lineicons", "mage"} | {
    "simple-icons", "thesvg", "thesvg-color", "whh", "uil", "uim",
}  # fmt: skip
PREFIX = re.compile(r"^(brand|logo|logos|bxl|bxs|bx|social|baseline|outline|round|sharp|twotone|sc|icon)-")
SUFFIX = re.compile(
    r"-(fill|filled|line|outline|outlined|solid|bold|thin|light|duotone|logo|icon|sharp|rounded|round|regular|twotone"
    r"|broken|linear|original|wordmark|plain|colored|color|dark|alt|flat|remix|12|16|20|24|28|32|48|\d)$"
)


def plain_name(name: str) -> str:
    """The name of an icon without the words that tell its style."""
    previous = ""
    while previous != name:
        previous = name
        name = SUFFIX.sub("", PREFIX.sub("", name))
    return name


def held_out(name: str) -> bool:
    """Whether icons of this plain name are kept for measuring: one name in six."""
    return zlib.crc32(name.encode()) % 6 == 0


def load_set(path: Path) -> tuple[str, dict[str, str]]:
    """(prefix, icon name -> SVG text) of one icon set file."""
    data: dict[str, Any] = json.loads(path.read_text())
    width, height = data.get("width", 16), data.get("height", 16)
    icons = {}
    for name, icon in data["icons"].items():
        w, h = icon.get("width", width), icon.get("height", height)
        left, top = icon.get("left", 0), icon.get("top", 0)
        icons[name] = (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{w}" height="{h}" viewBox="{left} {top} {w} {h}">{icon["body"]}</svg>'
        )
    return str(data["prefix"]), icons


def planes(rgba: np.ndarray) -> np.ndarray | None:
    """(2, SIDE, SIDE) uint8, alpha and grey, of an RGBA picture cropped to what is drawn; None when it is empty."""
    ys, xs = np.nonzero(rgba[..., 3] > 24)
    if len(xs) < 12:
        return None
    rgba = rgba[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].astype(np.float32)
    h, w = rgba.shape[:2]
    if max(h, w) > 3.2 * min(h, w):
        return None
    scale = INNER / max(h, w)
    alpha = rgba[..., 3] / 255
    grey = (rgba[..., :3] @ np.array([0.299, 0.587, 0.114], np.float32)) * alpha
    size = (max(1, round(w * scale)), max(1, round(h * scale)))
    alpha = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    out = np.zeros((2, SIDE, SIDE), np.uint8)
    x, y = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    out[0, y : y + size[1], x : x + size[0]] = np.clip(alpha * 255 + 0.5, 0, 255)
    out[1, y : y + size[1], x : x + size[0]] = np.clip(grey / np.maximum(alpha, 1e-3) + 0.5, 0, 255)
    return out


def render(svg: str) -> np.ndarray | None:
    """`planes` of an SVG text, or None when it cannot be drawn."""
    try:
        png = resvg_py.svg_to_bytes(svg_string=svg, width=96, skip_system_fonts=True)
    except (ValueError, RuntimeError):
        return None
    picture = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.ndim != 3 or picture.shape[2] != 4:
        return None
    return planes(cv2.cvtColor(picture, cv2.COLOR_BGRA2RGBA))


def glyphs(rng: random.Random) -> dict[str, list[np.ndarray]]:
    """Characters in every usable font of the system: class -> drawings."""
    fonts = [p for p in Path("/usr/share/fonts").rglob("*") if p.suffix.lower() in {".ttf", ".otf", ".ttc"}]
    han_fonts = [p for p in fonts if re.search(r"NotoS.*CJK|WenKai|ZCOOL|MaShan", p.name)]
    latin_fonts = [p for p in fonts if re.search(r"NotoS[a-z]+-|NotoS.*CJK|DejaVu|Liberation|WenKai|Smiley", p.name)]
    common = (
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分"
        "对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    )
    near = (
        "微信小红书淘宝支付知乎豆瓣京东拼多天猫企业抖音快手钉加群领返现好评客服扫码关注公众号视频店铺"
        "优惠券元送礼品质保证售后感谢您购买使用说明注意事项"
    )
    classes: dict[str, list[np.ndarray]] = {}
    for char in dict.fromkeys(near + common + "ABCDEFGHJKLMNOPQRSTUVWXYZabdefghkmnpqrty0123456789&@#%?!+"):
        pool = han_fonts if ord(char) > 255 else latin_fonts
        drawings = []
        for path in rng.sample(pool, min(10, len(pool))):
            picture = Image.new("L", (128, 128))
            try:
                ImageDraw.Draw(picture).text((64, 64), char, 255, ImageFont.truetype(path, 84), anchor="mm")
            except OSError:
                continue
            alpha = np.asarray(picture)
            drawn = planes(np.dstack([np.zeros((128, 128, 3), np.uint8), alpha]))
            if drawn is not None:
                drawings.append(drawn)
        if drawings:
            classes[f"glyph:{char}"] = drawings
    return classes


def collect(package: Path) -> tuple[dict[str, list[str]], list[str]]:
    """(class -> SVG texts, SVG texts of icons whose name stands alone) of every permissive set."""
    about = json.loads((package / "collections.json").read_text())
    groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((package / "json").glob("*.json")):
        prefix, icons = load_set(path)
        if prefix not in about or about[prefix]["license"].get("spdx") not in PERMISSIVE:
            continue
        for name, svg in icons.items():
            if (
                len(svg) > 20_000
                or TARGET_NAMES.search(name)
                or (name in {"line", "line-line"} and prefix in LINE_SETS)
            ):
                continue
            if not held_out(plain_name(name)):
                groups[plain_name(name)][prefix].append(svg)
    rng = random.Random(SEED)
    several, single = {}, []
    for name in sorted(groups):
        by_set = groups[name]
        # One drawing from each set first, so that a class is many hands and not many weights of one hand.
        lanes = [rng.sample(v, len(v)) for _, v in sorted(by_set.items())]
        rng.shuffle(lanes)
        order = [lane[i] for i in range(4) for lane in lanes if i < len(lane)]
        if len(by_set) >= 3:
            several[name] = order[:CAP_DRAWINGS]
        else:
            single.append(order[0])
    names = sorted(several)
    if len(names) > MAX_CLASSES:
        # Marks of other companies teach most: they are redrawn closely, as the brands are.
        _, marks = load_set(package / "json" / "simple-icons.json")
        first = [n for n in names if n in marks]
        rest = rng.sample([n for n in names if n not in marks], MAX_CLASSES - len(first))
        names = sorted(first + rest)
    return {n: several[n] for n in names}, rng.sample(single, min(MAX_SINGLES, len(single)))


def main(package: Path, drawings: Path, out: Path) -> None:
    rng = random.Random(SEED)
    several, single = collect(package)
    print(len(several), "classes of icons", len(single), "single icons", flush=True)
    arrays: list[np.ndarray] = []
    labels: list[int] = []
    names: list[str] = []

    def add(name: str, drawn: list[np.ndarray]) -> None:
        if drawn:
            arrays.extend(drawn)
            labels.extend([len(names)] * len(drawn))
            names.append(name)

    for folder in sorted(p for p in drawings.iterdir() if p.is_dir()):
        files = [p for p in sorted(folder.glob("*.svg")) if p.name.split("__")[0] in TEMPLATE_SETS]
        add(f"brand:{folder.name}", [d for p in files if (d := render(p.read_text())) is not None])
    for name, drawn in glyphs(rng).items():
        add(name, drawn)
    for name, svgs in several.items():
        drawn = [d for s in svgs if (d := render(s)) is not None]
        if len(drawn) >= 3:
            add(f"icon:{name}", drawn)
    loose = [d for s in single if (d := render(s)) is not None]
    print(len(names), "classes", len(arrays), "drawings", len(loose), "loose", flush=True)
    np.savez(out, planes=np.stack(arrays), labels=np.array(labels), names=np.array(names), loose=np.stack(loose))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
