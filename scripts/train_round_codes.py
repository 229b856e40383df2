"""Trains the two small networks that find and name round codes; writes their weights as one half-precision file.

    python scripts/train_round_codes.py data 1.npz PHOTOS FONT... --seed 1 --scenes 3500
    python scripts/train_round_codes.py first first.pt DATA.npz... --steps 4000
    python scripts/train_round_codes.py mine first.pt hard.npz PHOTOS FONT... --seed 11 --scenes 1500
    python scripts/train_round_codes.py second second.pt DATA.npz... hard.npz --steps 3000
    python scripts/train_round_codes.py pack first.pt second.pt packed.npz

``narrow_round_codes.py`` then makes the shipped weights of the packed ones.

All codes are drawn (draw_round_codes.py) and set into drawn scenes and free photographs (round_code_scenes.py); PHOTOS
was the folder of pictures that comes with scikit-image, FONT any Chinese fonts. Needs PyTorch (2.13.0 was used), no
accelerator: some twenty minutes on one core. The shipped weights come from data seeds 1 and 2 (and 3 with 900 scenes,
``--shares 0.2 0.1 0.4 0.3``) and mining seed 11: ``first`` 3500 steps of 192, ``second`` 1500 steps of 128 without the
mined windows, then 420 and 420 more with everything. Seeds 1 and 2 drew the wings of the channels mark as two ovals.

The first network looks at every place and size of a page, on a grey picture 40 pixels wide, and says where a code may
be. The second looks at those places alone, in colour at 80 pixels, names the kind or refuses, and corrects the box.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from draw_round_codes import KINDS, Picture, draw
from round_code_scenes import SIDE, Scenes, jpeg, set_in
from torch import Tensor, nn

SEED = 20261123
FIRST, FIRST_FILL = 40, 0.85
SECOND, SECOND_FILL = 80, 0.8
SMALLEST = 80
STEP = 1.35

Array = npt.NDArray[Any]


class First(nn.Module):  # type: ignore[misc]
    """(B, 1, H, W) to (B, 4, h, w): chance of a code, and how far its centre and size are off, at stride 8."""

    def __init__(self) -> None:
        super().__init__()
        widths = ((1, 8, 3, 2), (8, 16, 3, 2), (16, 32, 3, 2), (32, 24, 5, 1))
        self.convs = nn.ModuleList(nn.Conv2d(i, o, k, s, 1 if k == 3 else 0, bias=False) for i, o, k, s in widths)
        self.norms = nn.ModuleList(nn.BatchNorm2d(o) for _, o, _, _ in widths)
        self.head = nn.Conv2d(24, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = F.relu(norm(conv(x)))
        out: Tensor = self.head(x)
        return out


class Second(nn.Module):  # type: ignore[misc]
    """(B, 3, 80, 80) to (B, 8): none and the four kinds, and how far the centre and size are off."""

    def __init__(self) -> None:
        super().__init__()
        widths = (
            (3, 12, 3, 2),
            (12, 24, 3, 2),
            (24, 32, 3, 2),
            (32, 32, 3, 1),
            (32, 48, 3, 2),
            (48, 48, 3, 1),
            (48, 64, 5, 1),
        )
        self.convs = nn.ModuleList(nn.Conv2d(i, o, k, s, 1 if k == 3 else 0, bias=False) for i, o, k, s in widths)
        self.norms = nn.ModuleList(nn.BatchNorm2d(o) for _, o, _, _ in widths)
        self.head = nn.Conv2d(64, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = F.relu(norm(conv(x)))
        out: Tensor = self.head(F.dropout(x, 0.2, self.training))
        return out[:, :, 0, 0]


def window(picture: Picture, x: float, y: float, side: float, size: int) -> Picture:
    """The square of `side` pixels around (x, y) as size x size pixels; what lies outside repeats the edge."""
    scale = size / side
    pose = np.array(
        [[scale, 0, size / 2 - x * scale - 0.5 + 0.5 * scale], [0, scale, size / 2 - y * scale - 0.5 + 0.5 * scale]]
    )
    if scale < 1:
        picture = shrunk(picture, scale)
        factor = picture.shape[1] / SIDE
        pose[:, :2] /= factor
    warped = cv2.warpAffine(picture, pose, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)


def shrunk(picture: Picture, scale: float) -> Picture:
    side = max(8, round(SIDE * scale))
    return np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def make_data(args: argparse.Namespace) -> None:
    rng = np.random.default_rng(args.seed)
    scenes = Scenes(rng, args.photos, args.fonts)
    first: list[tuple[Picture, int, float, float, float]] = []
    second: list[tuple[Picture, int, float, float, float]] = []
    began = time.monotonic()
    for number in range(args.scenes):
        scene = scenes.make()
        if number % 500 == 0:
            print(number, round(time.monotonic() - began), "s", flush=True)
        if number % 10 < 4:
            for _ in range(10):
                _random_windows(scene, rng, first, second)
            continue
        kind = int(rng.choice(4, p=args.shares))
        side = round(86 * math.exp(rng.uniform(0, math.log(460 / 86))))
        cx, cy, extent = set_in(scene, draw(KINDS[kind], rng), rng, side)
        scene = _worn(scene, rng)
        _code_windows(scene, rng, first, second, (cx, cy, extent), kind + 1)
    np.savez(
        args.out,
        first=np.stack([cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p, *_ in first]),
        first_labels=np.array([rest for _, *rest in first], np.float32),
        second=np.stack([p for p, *_ in second]),
        second_labels=np.array([rest for _, *rest in second], np.float32),
    )


def _worn(scene: Picture, rng: np.random.Generator) -> Picture:
    """As a phone or a messenger leaves it: blurred, dimmed, noisy, compressed."""
    if rng.random() < 0.3:
        scene = cv2.GaussianBlur(scene, (0, 0), rng.uniform(0.4, 1.3)).astype(np.uint8)
    if rng.random() < 0.4:
        scene = np.clip(scene * rng.uniform(0.4, 1.1) + rng.uniform(-20, 40), 0, 255).astype(np.uint8)
    if rng.random() < 0.2:
        scene = np.clip(scene + rng.normal(0, rng.uniform(2, 14), scene.shape), 0, 255).astype(np.uint8)
    return jpeg(scene, rng) if rng.random() < 0.6 else scene


def _random_windows(scene: Picture, rng: np.random.Generator, first: list[Any], second: list[Any]) -> None:
    side = SMALLEST * math.exp(rng.uniform(0, math.log(SIDE / SMALLEST)))
    x, y = rng.uniform(side * 0.3, SIDE - side * 0.3, 2)
    first.append((window(scene, x, y, side, FIRST), 0, 0.0, 0.0, 0.0))
    if rng.random() < 0.3:
        second.append((window(scene, x, y, side, SECOND), 0, 0.0, 0.0, 0.0))


def _code_windows(
    scene: Picture,
    rng: np.random.Generator,
    first: list[Any],
    second: list[Any],
    place: tuple[float, float, float],
    label: int,
) -> None:
    cx, cy, extent = place
    for size, fill, reach, grow, store, times in (
        (FIRST, FIRST_FILL, 0.09, 0.17, first, 4),
        (SECOND, SECOND_FILL, 0.13, 0.2, second, 4),
    ):
        for _ in range(times):
            side = extent / fill * math.exp(rng.uniform(-grow, grow))
            x, y = cx + rng.uniform(-reach, reach) * side, cy + rng.uniform(-reach, reach) * side
            offsets = ((cx - x) / side, (cy - y) / side, math.log(extent / fill / side))
            store.append((window(scene, x, y, side, size), label, *offsets))
    for _ in range(5):
        side = extent / FIRST_FILL * math.exp(rng.uniform(-1.6, 0.9))
        x, y = cx + rng.uniform(-1, 1) * extent * 0.9, cy + rng.uniform(-1, 1) * extent * 0.9
        off = max(abs(x - cx), abs(y - cy)) / extent
        if off > 0.35 or abs(math.log(side * FIRST_FILL / extent)) > 0.55:
            first.append((window(scene, x, y, side, FIRST), 0, 0.0, 0.0, 0.0))
            second.append((window(scene, x, y, side, SECOND), 0, 0.0, 0.0, 0.0))


def candidates(net: First, scene: Picture, most: int) -> list[tuple[float, float, float, float]]:
    """(chance, x, y, side) of the places the first network likes most, all sizes together."""
    found: list[tuple[float, float, float, float]] = []
    size = float(SMALLEST)
    while size < SIDE * 1.1:
        scale = FIRST * FIRST_FILL / size
        small = cv2.cvtColor(shrunk(scene, scale), cv2.COLOR_RGB2GRAY)
        if small.shape[0] >= FIRST:
            with torch.no_grad():
                out = net(torch.from_numpy(small)[None, None].float() / 255)[0].numpy()
            ys, xs = np.nonzero(out[0] > -2)
            for y, x in zip(ys.tolist(), xs.tolist(), strict=True):
                chance, dx, dy, ds = out[:, y, x].tolist()
                found.append(
                    (
                        chance,
                        (x * 8 + 20 + dx * FIRST) / scale,
                        (y * 8 + 20 + dy * FIRST) / scale,
                        FIRST / scale * math.exp(ds),
                    )
                )
        size *= STEP
    return sorted(found, reverse=True)[:most]


def _batches(x: Array, y: Array, rng: np.random.Generator, size: int, negatives: float) -> Any:
    yes, no = np.flatnonzero(y[:, 0] > 0), np.flatnonzero(y[:, 0] == 0)
    while True:
        n = int(size * negatives)
        pick = np.concatenate([rng.choice(no, n), rng.choice(yes, size - n)])
        pixels = torch.from_numpy(x[pick]).float() / 255
        pixels = pixels[:, None] if pixels.ndim == 3 else pixels.permute(0, 3, 1, 2)
        gain = torch.empty(size, 1, 1, 1).uniform_(0.5, 1.2)
        lift = torch.empty(size, 1, 1, 1).uniform_(-0.1, 0.2)
        pixels = (pixels * gain + lift).clamp(0, 1)
        if pixels.shape[1] == 3:
            grey = pixels.mean(1, keepdim=True)
            fade = (torch.rand(size, 1, 1, 1) < 0.3).float() * torch.rand(size, 1, 1, 1)
            pixels = pixels * (1 - fade) + grey * fade
        yield pixels, torch.from_numpy(y[pick])


def _fit(net: nn.Module, x: Array, y: Array, args: argparse.Namespace, negatives: float, loss: Any) -> None:
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    rate = 3e-3
    if args.start:
        net.load_state_dict(torch.load(args.start, weights_only=True))
        rate = 1e-3
    print("windows", x.shape, float((y[:, 0] > 0).mean()), flush=True)
    net.to(memory_format=torch.channels_last)
    best = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-3)
    shown = 0.0
    net.train()
    for step, (pixels, labels) in enumerate(_batches(x, y, rng, args.batch, negatives), 1):
        if step > args.steps:
            break
        for group in best.param_groups:
            group["lr"] = rate * 0.5 * (1 + math.cos(math.pi * step / args.steps))
        value = loss(net(pixels.contiguous(memory_format=torch.channels_last)), labels)
        best.zero_grad()
        value.backward()
        best.step()
        shown = 0.98 * shown + 0.02 * value.item()
        if step % 100 == 0:
            print(step, round(shown / (1 - 0.98**step), 4), flush=True)
    torch.save(net.state_dict(), args.out)


def _first_loss(out: Tensor, y: Tensor) -> Tensor:
    out = out[:, :, 0, 0]
    is_code = (y[:, 0] > 0).float()
    offsets = (F.smooth_l1_loss(out[:, 1:], y[:, 1:], reduction="none", beta=0.02).sum(1) * is_code).mean()
    return F.binary_cross_entropy_with_logits(out[:, 0], is_code) + 3 * offsets


def _second_loss(out: Tensor, y: Tensor) -> Tensor:
    is_code = (y[:, 0] > 0).float()
    offsets = (F.smooth_l1_loss(out[:, 5:], y[:, 1:], reduction="none", beta=0.02).sum(1) * is_code).mean()
    return F.cross_entropy(out[:, :5], y[:, 0].long(), label_smoothing=0.02) + 3 * offsets


def fit_first(args: argparse.Namespace) -> None:
    _fit(First(), *_loaded(args.data, "first"), args, 0.7, _first_loss)


def fit_second(args: argparse.Namespace) -> None:
    _fit(Second(), *_loaded(args.data, "second"), args, 0.5, _second_loss)


def _loaded(paths: list[Path], name: str) -> tuple[Array, Array]:
    pixels, labels = [], []
    for path in paths:
        with np.load(path) as part:
            pixels.append(part[name])
            labels.append(part[f"{name}_labels"])
    return np.concatenate(pixels), np.concatenate(labels)


def mine(args: argparse.Namespace) -> None:
    """Innocent windows that the first network likes: what the second must learn to refuse."""
    rng = np.random.default_rng(args.seed)
    scenes = Scenes(rng, args.photos, args.fonts)
    net = First()
    net.load_state_dict(torch.load(args.first, weights_only=True))
    net.eval()
    small, large = [], []
    for _ in range(args.scenes):
        scene = scenes.make()
        for chance, x, y, side in candidates(net, scene, 12):
            large.append(window(scene, x, y, side * FIRST_FILL / SECOND_FILL, SECOND))
            if chance > -1:
                small.append(cv2.cvtColor(window(scene, x, y, side, FIRST), cv2.COLOR_RGB2GRAY))
    print("mined", len(small), len(large), flush=True)
    # Each counts three times.
    none = np.zeros((3, 4), np.float32)
    np.savez(
        args.out,
        first=np.repeat(np.stack(small), 3, axis=0),
        first_labels=np.tile(none, (len(small), 1)),
        second=np.repeat(np.stack(large), 3, axis=0),
        second_labels=np.tile(none, (len(large), 1)),
    )


def pack(args: argparse.Namespace) -> None:
    one, two = First(), Second()
    one.load_state_dict(torch.load(args.first, weights_only=True))
    two.load_state_dict(torch.load(args.second, weights_only=True))
    weights: dict[str, Any] = {**_folded("first", one), **_folded("second", two)}
    np.savez_compressed(args.out, **weights)


def _folded(name: str, net: First | Second) -> dict[str, Array]:
    """Weights with the batch norms folded into the convolutions, half precision."""
    weights: dict[str, Array] = {}
    layers = list(zip(net.convs, net.norms, strict=True))
    for number, (conv, norm) in enumerate(layers):
        assert isinstance(conv, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weights[f"{name}_{number}_weight"] = (
            (conv.weight * scale[:, None, None, None]).detach().numpy().astype(np.float16)
        )
        weights[f"{name}_{number}_bias"] = (norm.bias - norm.running_mean * scale).detach().numpy().astype(np.float16)
    weights[f"{name}_head_weight"] = net.head.weight.detach().numpy().astype(np.float16)
    assert net.head.bias is not None
    weights[f"{name}_head_bias"] = net.head.bias.detach().numpy().astype(np.float16)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, run in (("data", make_data), ("mine", mine)):
        one = commands.add_parser(name)
        if run is mine:
            one.add_argument("first", type=Path)
        one.add_argument("out", type=Path)
        one.add_argument("photos", type=Path)
        one.add_argument("fonts", type=Path, nargs="+")
        one.add_argument("--scenes", type=int, required=True)
        one.add_argument("--seed", type=int, required=True)
        one.add_argument("--shares", type=float, nargs=4, default=(0.4, 0.3, 0.15, 0.15), help="of the four kinds")
        one.set_defaults(run=run)
    for name, run in (("first", fit_first), ("second", fit_second)):
        one = commands.add_parser(name)
        one.add_argument("out", type=Path)
        one.add_argument("data", type=Path, nargs="+")
        one.add_argument("--steps", type=int, required=True)
        one.add_argument("--batch", type=int, default=192)
        one.add_argument("--start", type=Path)
        one.set_defaults(run=run)
    one = commands.add_parser("pack")
    for name in ("first", "second", "out"):
        one.add_argument(name, type=Path)
    one.set_defaults(run=pack)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    args.run(args)


if __name__ == "__main__":
    main()
