"""From a clean drawing to what a region of a card looks like to the logo network.

The network sees one channel: how far each pixel's colour is from the colour around the region. Background is 0,
the mark near 1. So a mark on any colour looks alike, and everything here works on that channel.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

CROP = 48


def uniform(count: int, low: float, high: float) -> Tensor:
    return low + (high - low) * torch.rand(count, 1, 1, 1)


def chance(count: int, probability: float) -> Tensor:
    return (torch.rand(count, 1, 1, 1) < probability).float()


def grow(alpha: Tensor, kernel: int) -> Tensor:
    return F.max_pool2d(alpha, kernel, 1, kernel // 2)


def odd(low: int, high: int) -> int:
    """A random odd number of pixels, the ends among them."""
    return int(torch.randint(low // 2, high // 2 + 1, ())) * 2 + 1


def restyle(alpha: Tensor) -> Tensor:
    """Another hand: some drawings become outlines, thin, bold, two-toned, or pixels."""
    count = len(alpha)
    pick = torch.rand(count)
    out = alpha.clone()
    fill = float(torch.empty(()).uniform_(0.2, 0.6))
    for low, high, style in (
        (0.00, 0.11, lambda a, k: a + grow(1 - a, k) - 1),
        (0.11, 0.18, lambda a, k: grow(a, k) - a),
        (0.18, 0.23, lambda a, _: grow(a, 3)),
        (0.23, 0.27, lambda a, _: 1 - grow(1 - a, 3)),
        (0.27, 0.31, lambda a, k: torch.maximum(fill * a, a + grow(1 - a, k) - 1)),
    ):
        chosen = (pick >= low) & (pick < high)
        if chosen.any():
            out[chosen] = style(alpha[chosen], odd(3, 9)).clamp(0, 1)
    pixel = (pick >= 0.31) & (pick < 0.43)
    if pixel.any():
        side = int(torch.randint(11, 23, ()))
        small = (F.adaptive_avg_pool2d(alpha[pixel], side) > float(torch.empty(()).uniform_(0.3, 0.55))).float()
        out[pixel] = F.interpolate(small, size=alpha.shape[-2:], mode="nearest")
    return out


def values(planes: Tensor) -> Tensor:
    """(B, 1, 64, 64): distance to the background's colour, for a random background and random two-colour art."""
    count = len(planes)
    alpha, grey = planes[:, :1].float() / 255, planes[:, 1:].float() / 255
    alpha = restyle(alpha)
    weight = (alpha * grey).sum((2, 3), keepdim=True) / alpha.sum((2, 3), keepdim=True).clamp(min=1)
    spread = (alpha * (grey - weight) ** 2).sum((2, 3), keepdim=True) / alpha.sum((2, 3), keepdim=True).clamp(min=1)
    back = torch.rand(count, 1, 1, 1)
    back = torch.where((back - weight).abs() < 0.25, (weight < 0.5).float(), back)
    # Two greys that are alike may still be two colours: keep a floor under the contrast.
    contrast = torch.where(spread > 0.004, ((grey - back).abs() + 0.08).clamp(max=1), torch.ones(()))
    line = torch.linspace(-1, 1, planes.shape[-1])
    angle = uniform(count, 0, 6.2832)
    side = line.view(1, 1, 1, -1) * angle.cos() + line.view(1, 1, -1, 1) * angle.sin()
    second = torch.where(side > uniform(count, -0.5, 0.5), uniform(count, 0.35, 0.9), torch.ones(()))
    return alpha * contrast * torch.where(chance(count, 0.12) > 0, second, torch.ones(()))


def grid(count: int, scale: Tensor, turn: Tensor, shift: float, stretch: float) -> Tensor:
    """(B, 48, 48, 2) places to sample a drawing at; `scale` is the part of the crop that the drawing fills."""
    axis = (torch.arange(CROP) + 0.5) / CROP * 2 - 1
    x, y = axis.view(1, 1, -1).expand(count, CROP, CROP), axis.view(1, -1, 1).expand(count, CROP, CROP)
    x = x - uniform(count, -shift, shift)[..., 0]
    y = y - uniform(count, -shift, shift)[..., 0]
    cos, sin = turn.cos()[..., 0], turn.sin()[..., 0]
    wide = torch.exp(uniform(count, -stretch, stretch))[..., 0]
    skew = uniform(count, -0.06, 0.06)[..., 0]
    u = (x * cos - y * sin + skew * y) / (scale[..., 0] * wide)
    v = (x * sin + y * cos) / (scale[..., 0] / wide)
    return torch.stack([u, v], -1)


def sample(drawing: Tensor, places: Tensor) -> Tensor:
    # The drawing fills 60 of its 64 pixels.
    return F.grid_sample(drawing, places * (60 / 64), align_corners=False)


def badge(places: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Discs, rounded squares and their rings: (B, 1, 48, 48) masks, (B, 1, 1, 1) which are rings, masks of the rims."""
    count = len(places)
    power = torch.where(torch.rand(count, 1, 1) < 0.5, torch.full((), 2.0), 3 + 9 * torch.rand(count, 1, 1))
    reach = (places[..., 0].abs() ** power + places[..., 1].abs() ** power) ** (1 / power)
    solid = ((1 - reach) * 16 + 0.5).clamp(0, 1)
    ring = solid - ((1 - uniform(count, 0.06, 0.14)[..., 0] - reach) * 16 + 0.5).clamp(0, 1)
    hollow = chance(count, 0.22)
    return torch.where(hollow > 0, ring[:, None], solid[:, None]), hollow, ring[:, None]


def spoil(crops: Tensor) -> Tensor:
    """Camera, printer, JPEG and neighbours: textured ground, low resolution, blur, noise, uneven contrast."""
    count = len(crops)
    beside = grid(count, uniform(count, 0.7, 1.0), uniform(count, -0.1, 0.1), 0.0, 0.1)
    offset = torch.randint(0, 4, (count, 1, 1))
    far = 1.72 + 0.35 * torch.rand(count, 1, 1)
    beside[..., 0] += torch.where(offset == 0, far, 0.0) - torch.where(offset == 1, far, 0.0)
    beside[..., 1] += torch.where(offset == 2, far, 0.0) - torch.where(offset == 3, far, 0.0)
    neighbour = F.grid_sample(crops.roll(7, 0), beside, align_corners=False)
    crops = torch.maximum(crops, neighbour * chance(count, 0.3) * uniform(count, 0.3, 1))
    cells = int(torch.randint(3, 14, ()))
    texture = F.interpolate(torch.randn(count, 1, cells, cells), size=(CROP, CROP), mode="bilinear").abs()
    crops = crops + texture * uniform(count, 0, 0.22) * chance(count, 0.4)
    parts = []
    for part in crops.chunk(8):
        side = int(torch.randint(17, CROP + 1, ()))
        small = F.interpolate(part, size=(side, side), mode="area")
        parts.append(F.interpolate(small, size=(CROP, CROP), mode="bilinear"))
    crops = torch.cat(parts)
    soft = F.avg_pool2d(crops, 3, 1, 1, count_include_pad=False)
    crops = crops + (soft - crops) * uniform(count, -0.4, 1.0)
    crops = (crops + torch.randn_like(crops) * uniform(count, 0, 0.06)).abs()
    return normalise(crops) ** uniform(count, 0.6, 1.5)


def normalise(crops: Tensor) -> Tensor:
    """Scale so that the 97th percentile is 1, as the finder does."""
    some = crops[:, 0, ::2, ::2].flatten(1)
    top = some.kthvalue(int(some.shape[1] * 0.97), dim=1).values.view(-1, 1, 1, 1)
    return (crops / top.clamp(min=0.05)).clamp(0, 1)


def augment(planes: Tensor) -> Tensor:
    """(B, 2, 64, 64) uint8 drawings to (B, 1, 48, 48) crops."""
    drawing = values(planes)
    count = len(planes)
    turn = torch.randn(count, 1, 1, 1).clamp(-2.2, 2.2) * 0.11
    on_badge = chance(count, 0.35)
    fill = uniform(count, 0.8, 0.99)
    inner = grid(count, torch.where(on_badge > 0, fill * uniform(count, 0.5, 0.78), fill), turn, 0.06, 0.07)
    mark = sample(drawing, inner)
    mask, hollow, rim = badge(grid(count, fill, turn, 0.04, 0.04))
    # White on a coloured badge: the mark's own distance to the ground is often nought, sometimes anything.
    low = uniform(count, 0, 0.5) * chance(count, 0.5)
    strong = chance(count, 0.3)
    ground = torch.where(strong > 0, uniform(count, 0.3, 0.7), torch.ones(()))
    ink = torch.where(torch.maximum(strong, hollow) > 0, torch.ones(()), low)
    plated = mask * ground * (1 - mark) + ink * mark
    # Many badges have a rim in the colour of the mark.
    plated = torch.where(chance(count, 0.15) > 0, plated * (1 - rim) + ink * rim, plated)
    return spoil(torch.where(on_badge > 0, plated, mark))


def plate_words(pair: Tensor) -> Tensor:
    """Words on a button: light on a plate, as so many marks are."""
    mask, hollow, _ = badge(
        grid(len(pair), uniform(len(pair), 0.85, 0.99), torch.zeros(len(pair), 1, 1, 1), 0.03, 0.04)
    )
    inside = F.interpolate(F.pad(pair, (8, 8, 8, 8)), size=(CROP, CROP), mode="bilinear")
    return torch.where(hollow > 0, torch.maximum(mask, inside), mask * (1 - inside))


def compose_others(loose: Tensor, icons: Tensor, glyphs: Tensor) -> Tensor:
    """Crops that are no mark: icons that stand alone, two things side by side, parts of things, plain texture."""
    count = len(loose)
    a, b, c = values(loose), values(icons), values(glyphs)
    still = torch.randn(count, 1, 1, 1) * 0.05
    alone = sample(a, grid(count, uniform(count, 0.75, 1), still, 0.06, 0.07))
    first, second = (
        grid(count, uniform(count, 0.4, 0.5), still, 0.05, 0.1),
        grid(count, uniform(count, 0.4, 0.5), still, 0.05, 0.1),
    )
    upright = torch.rand(count, 1, 1) < 0.5
    for places, sign in ((first, 1.1), (second, -1.1)):
        places[..., 0] += torch.where(upright, 0.0, sign)
        places[..., 1] += torch.where(upright, sign, 0.0)
    mixed = torch.where(torch.rand(count, 1, 1, 1) < 0.6, c, b)
    pair = torch.maximum(sample(c, first), sample(mixed, second))
    part = sample(
        torch.where(torch.rand(count, 1, 1, 1) < 0.5, b, c), grid(count, uniform(count, 1.3, 2.4), still, 0.7, 0.2)
    )
    empty = torch.rand_like(alone) * 0.1
    pick = torch.rand(count, 1, 1, 1)
    pair = torch.where(chance(count, 0.4) > 0, plate_words(pair), pair)
    crops = torch.where(pick < 0.35, alone, torch.where(pick < 0.66, pair, torch.where(pick < 0.93, part, empty)))
    return spoil(crops)
