"""Pictures without a round code, near ones among them, and the composing of drawn codes into them."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp
from draw_round_codes import Picture, middle_picture
from PIL import Image, ImageDraw, ImageFont

SIDE = 512
_WORDS = "扫码添加客服好评返现优惠券会员福利小程序关注公众号品牌直营正品保证售后无忧感谢您的支持领取红包加入群聊"


class Scenes:
    """Endless 512 x 512 x 3 uint8 RGB backgrounds; `photos` is a folder of freely licensed photographs, or None."""

    def __init__(self, rng: np.random.Generator, photos: Path | None, fonts: list[Path]) -> None:
        self._rng = rng
        self._photos = [_photo(p) for p in sorted(photos.glob("*.[pj][np]g"))] if photos else []
        self._photos = [p for p in self._photos if p.size]
        self._fonts = [ImageFont.truetype(str(f), size) for f in fonts for size in (12, 16, 22, 32, 48)]

    def make(self) -> Picture:
        rng = self._rng
        picture = self._ground()
        for _ in range(int(rng.choice([0, 1, 2, 4, 7, 10], p=[0.1, 0.2, 0.2, 0.2, 0.2, 0.1]))):
            kind = rng.random()
            if kind < 0.25:
                self._text(picture)
            elif kind < 0.45:
                self._square_code(picture)
            elif kind < 0.85:
                _near(picture, rng)
            else:
                self._avatar(picture)
        if rng.random() < 0.3:
            picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 2.0))
        return jpeg(picture, rng) if rng.random() < 0.5 else picture

    def _ground(self) -> Picture:
        rng = self._rng
        kind = rng.random()
        if kind < 0.45 and self._photos:
            photo = self._photos[int(rng.integers(len(self._photos)))]
            scale = max(SIDE / min(photo.shape[:2]), rng.uniform(0.4, 2.5))
            turned = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            y = int(rng.integers(turned.shape[0] - SIDE + 1))
            x = int(rng.integers(turned.shape[1] - SIDE + 1))
            part = np.ascontiguousarray(np.rot90(turned[y : y + SIDE, x : x + SIDE], int(rng.integers(4))))
            return 255 - part if rng.random() < 0.15 else part
        if kind < 0.6:
            return _texture(rng)
        picture = np.empty((SIDE, SIDE, 3), np.uint8)
        if kind < 0.8:
            picture[:] = 255 if rng.random() < 0.5 else rng.integers(0, 256, 3, dtype=np.uint8)
            return picture
        ends = rng.integers(0, 256, (2, 3)).astype(np.float32)
        run = np.linspace(0, 1, SIDE, dtype=np.float32)[:, None, None]
        picture[:] = (ends[0] * (1 - run) + ends[1] * run).astype(np.uint8)
        return picture

    def _text(self, picture: Picture) -> None:
        rng = self._rng
        image = Image.fromarray(picture)
        pen = ImageDraw.Draw(image)
        font = self._fonts[int(rng.integers(len(self._fonts)))]
        x, y = rng.integers(-20, SIDE - 80, 2).tolist()
        fill = tuple(int(v) for v in rng.integers(0, 256, 3)) if rng.random() < 0.5 else (0, 0, 0)
        for row in range(int(rng.integers(1, 9))):
            words = "".join(rng.choice(list(_WORDS), int(rng.integers(3, 22))))
            pen.text((x, y + row * font.size * 1.3), words, fill=fill, font=font)
        picture[:] = np.asarray(image)

    def _square_code(self, picture: Picture) -> None:
        rng = self._rng
        formats = zxingcpp.BarcodeFormat
        form = (formats.QRCode, formats.QRCode, formats.QRCode, formats.DataMatrix, formats.Aztec)[rng.integers(5)]
        text = "https://example.com/" + "".join(chr(int(c)) for c in rng.integers(97, 123, int(rng.integers(4, 60))))
        modules = np.array(zxingcpp.create_barcode(text, form).to_image(scale=1, add_quiet_zones=False))
        side = int(rng.integers(60, 320))
        code = cv2.resize(modules, (side, side), interpolation=cv2.INTER_NEAREST)
        if rng.random() < 0.4:
            code = np.where(cv2.GaussianBlur(code, (0, 0), side / modules.shape[0] * 0.3) > 127, 255, 0).astype(
                np.uint8
            )
        dark = rng.integers(0, 120, 3) if rng.random() < 0.4 else np.zeros(3)
        tinted = (code[..., None] / 255.0 * (255 - dark) + dark).astype(np.uint8)
        if rng.random() < 0.5:
            inset = side // 5
            middle = cv2.resize(middle_picture(rng), (inset, inset), interpolation=cv2.INTER_AREA)
            low = (side - inset) // 2
            tinted[low : low + inset, low : low + inset] = middle
        _place(picture, np.pad(tinted, ((8, 8), (8, 8), (0, 0)), constant_values=255), rng)

    def _avatar(self, picture: Picture) -> None:
        rng = self._rng
        side = int(rng.integers(30, 200))
        avatar = cv2.resize(middle_picture(rng), (side, side), interpolation=cv2.INTER_AREA)
        _place(picture, avatar, rng, round_=bool(rng.random() < 0.7))


def jpeg(picture: Picture, rng: np.random.Generator, low: int = 35) -> Picture:
    ok, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(low, 96))])
    if not ok:
        raise ValueError("JPEG encoding failed")
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _photo(path: Path) -> Picture:
    read = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if read is None or min(read.shape[:2]) < 120:
        return np.empty((0, 0, 3), np.uint8)
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB), np.uint8)


def _place(picture: Picture, part: Picture, rng: np.random.Generator, round_: bool = False) -> None:
    high, wide = part.shape[:2]
    x, y = int(rng.integers(SIDE - wide + 1)), int(rng.integers(SIDE - high + 1))
    if round_:
        mask = np.zeros((high, wide), np.uint8)
        cv2.circle(mask, (wide // 2, high // 2), min(wide, high) // 2, 255, -1)
        picture[y : y + high, x : x + wide][mask > 0] = part[mask > 0]
    else:
        picture[y : y + high, x : x + wide] = part


def _texture(rng: np.random.Generator) -> Picture:
    kind = rng.random()
    ys, xs = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    if kind < 0.4:
        cells = int(rng.integers(8, 256))
        grain = rng.integers(0, 256, (cells, cells, 1 if rng.random() < 0.5 else 3), dtype=np.uint8)
        how = cv2.INTER_CUBIC if rng.random() < 0.6 else cv2.INTER_NEAREST
        large = cv2.resize(grain, (SIDE, SIDE), interpolation=how)
        light = large if large.ndim == 3 else np.repeat(large[..., None], 3, axis=2)
        return np.ascontiguousarray(light)
    pitch, angle = rng.uniform(4, 40), rng.uniform(0, math.pi)
    along = xs * math.cos(angle) + ys * math.sin(angle)
    across = ys * math.cos(angle) - xs * math.sin(angle)
    wave = np.sin(along * 2 * math.pi / pitch) * (np.sin(across * 2 * math.pi / pitch) if kind < 0.75 else 1)
    light = np.clip(128 + wave * rng.uniform(60, 500), 0, 255)[..., None] / 255
    ends = rng.integers(0, 256, (2, 3))
    return np.asarray(ends[0] * (1 - light) + ends[1] * light).astype(np.uint8)


def _near(picture: Picture, rng: np.random.Generator) -> None:
    """Round things that are no code: sun rays, gears, clocks, rings, dashed circles, flowers, ringed dots."""
    radius = int(rng.integers(20, 170))
    centre = rng.integers(0, SIDE, 2).tolist()
    colour = (0, 0, 0) if rng.random() < 0.4 else tuple(int(v) for v in rng.integers(0, 256, 3))
    if rng.random() < 0.6:
        plate = (255, 255, 255) if rng.random() < 0.7 else tuple(int(v) for v in rng.integers(0, 256, 3))
        cv2.circle(picture, centre, round(radius * rng.uniform(1.0, 1.3)), plate, -1, cv2.LINE_AA)
    thick = max(1, int(radius * rng.uniform(0.01, 0.08)))
    kind = int(rng.integers(6))
    if kind == 0:
        _rays(picture, rng, centre, radius, colour, thick)
    elif kind == 1:
        for ring in range(1, int(rng.integers(2, 9))):
            cv2.circle(picture, centre, round(radius * ring / 8), colour, thick, cv2.LINE_AA)
    elif kind == 2:
        _dashed_rings(picture, rng, centre, radius, colour, thick)
    elif kind == 3:
        petals, depth = int(rng.integers(3, 40)), rng.uniform(0.05, 0.5)
        angles = np.linspace(0, 2 * math.pi, 360)
        reach = radius * (1 - depth + depth * np.cos(petals * angles))
        shape = np.stack([centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)], axis=1)
        cv2.fillPoly(picture, [shape.astype(np.int32)], colour, cv2.LINE_AA)
    elif kind == 4:
        for x, y in rng.uniform(-1, 1, (int(rng.integers(10, 120)), 2)) * radius:
            spot = (round(centre[0] + x), round(centre[1] + y))
            cv2.circle(picture, spot, int(rng.integers(1, 8)), colour, -1, cv2.LINE_AA)
    else:
        for x, y in rng.uniform(-1, 1, (3, 2)) * radius:
            spot = (round(centre[0] + x), round(centre[1] + y))
            cv2.circle(picture, spot, radius // 8 + 2, colour, thick, cv2.LINE_AA)
            cv2.circle(picture, spot, radius // 20 + 1, colour, -1, cv2.LINE_AA)
    if rng.random() < 0.4:
        middle = tuple(int(v) for v in rng.integers(0, 256, 3))
        cv2.circle(picture, centre, round(radius * rng.uniform(0.2, 0.5)), middle, -1, cv2.LINE_AA)


def _rays(
    picture: Picture, rng: np.random.Generator, centre: list[int], radius: int, colour: tuple[int, ...], thick: int
) -> None:
    count, inner = int(rng.integers(6, 90)), rng.uniform(0.0, 0.9)
    twist = rng.uniform(-0.6, 0.6) if rng.random() < 0.3 else 0.0
    gap = rng.uniform(0.0, 0.6)
    for angle in np.linspace(0, 2 * math.pi, count, endpoint=False):
        if rng.random() < gap:
            continue
        tip = angle + twist
        a = (round(centre[0] + radius * inner * math.cos(angle)), round(centre[1] + radius * inner * math.sin(angle)))
        b = (round(centre[0] + radius * math.cos(tip)), round(centre[1] + radius * math.sin(tip)))
        cv2.line(picture, a, b, colour, thick, cv2.LINE_AA)


def _dashed_rings(
    picture: Picture, rng: np.random.Generator, centre: list[int], radius: int, colour: tuple[int, ...], thick: int
) -> None:
    for ring in range(1, int(rng.integers(2, 9))):
        reach = round(radius * (1 - ring / 10))
        for begin in range(0, 360, int(rng.integers(5, 40))):
            end = begin + int(rng.integers(2, 30))
            cv2.ellipse(picture, centre, (reach, reach), 0, begin, end, colour, thick, cv2.LINE_AA)


Matrix = npt.NDArray[np.float64]


def set_in(picture: Picture, code: Picture, rng: np.random.Generator, side: int) -> tuple[float, float, float]:
    """Draws a code into a scene, on a plate or bare, a little turned; gives its centre and its side in pixels.

    `side` is the side of the unturned code. The side given back is that of the upright square around the turned code.
    """
    turn = rng.normal(0, 3) if rng.random() < 0.8 else rng.uniform(-180, 180)
    half = side / 2
    x, y = rng.uniform(half * 0.98, SIDE - half * 0.98, 2)
    if rng.random() < 0.85:
        _plate(picture, rng, x, y, side)
    pose = cv2.getRotationMatrix2D((code.shape[1] / 2 - 0.5, code.shape[0] / 2 - 0.5), turn, side / code.shape[0])
    pose[0, 2] += x - code.shape[1] / 2
    pose[1, 2] += y - code.shape[0] / 2
    shrunk = (
        cv2.GaussianBlur(code, (0, 0), max(0.01, 0.4 * code.shape[0] / side - 0.3)) if side < code.shape[0] else code
    )
    laid = cv2.warpAffine(shrunk, pose, (SIDE, SIDE), flags=cv2.INTER_LINEAR)
    cover = laid[..., 3:].astype(np.float32) / 255
    if rng.random() < 0.08:
        laid = np.concatenate([255 - laid[..., :3] // 3, laid[..., 3:]], axis=2)
        darker = picture * rng.uniform(0.05, 0.5)
        picture[:] = np.where(_around(x, y, side * 0.6)[..., None], darker, picture).astype(np.uint8)
    picture[:] = (picture * (1 - cover) + laid[..., :3] * cover).astype(np.uint8)
    rows, columns = np.nonzero(cover[..., 0] > 0.3)
    left, right, top, bottom = columns.min(), columns.max() + 1, rows.min(), rows.max() + 1
    return float((left + right) / 2), float((top + bottom) / 2), float(max(right - left, bottom - top))


def _around(x: float, y: float, reach: float) -> npt.NDArray[np.bool_]:
    ys, xs = np.ogrid[0:SIDE, 0:SIDE]
    near: npt.NDArray[np.bool_] = (abs(xs - x) < reach) & (abs(ys - y) < reach)
    return near


def _plate(picture: Picture, rng: np.random.Generator, x: float, y: float, side: float) -> None:
    """The light ground under a code: a disc or a rectangle, white or pale."""
    light = (255, 255, 255) if rng.random() < 0.75 else tuple(int(v) for v in rng.integers(190, 256, 3))
    reach = side * rng.uniform(0.52, 0.72)
    if rng.random() < 0.35:
        cv2.circle(picture, (round(x), round(y)), round(reach), light, -1, cv2.LINE_AA)
    else:
        cv2.rectangle(picture, (round(x - reach), round(y - reach)), (round(x + reach), round(y + reach)), light, -1)
