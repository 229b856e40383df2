"""Parts the widest layer of the first round-code network in two, so that a picture takes a quarter less time.

    python scripts/narrow_round_codes.py packed.npz src/merchlint/observe/data/round_codes.npz FONT... --seed 21

The 24 answers of the layer with the 5 x 5 kernel move together: 16 mixtures of them, found on drawn scenes, tell the
rest but for a hundredth of the variance. Answers near a code, and those that weigh more on what the network says, count
more. Input is what ``train_round_codes.py pack`` wrote. The shipped weights come from seed 21 with 400 scenes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import openvino
from draw_round_codes import KINDS, draw
from openvino import opset13
from round_code_scenes import Scenes, jpeg, set_in

from merchlint.observe.code_regions import blocks_of
from merchlint.observe.code_scale import halved
from merchlint.observe.round_codes_sheet import sheets

LAYER, MIXTURES = 3, 16
_STEPS = ((2, 1), (2, 1), (2, 1), (1, 0))
# How much a place far from any code counts, against one that the network takes for one.
_FAR = 0.02

Floats = npt.NDArray[Any]


def answers(weights: dict[str, Floats], scenes: int, seed: int, fonts: list[Path]) -> Floats:
    """(windows, 24): what the layer says before its rectifier, for every window of the sheets of drawn scenes."""
    page = opset13.parameter([1, 1, -1, -1], np.float32)
    x: Any = page
    for number, (stride, pad) in enumerate(_STEPS):
        kernel = opset13.constant(weights[f"first_{number}_weight"].astype(np.float32))
        bias = opset13.constant(weights[f"first_{number}_bias"].astype(np.float32).reshape(1, -1, 1, 1))
        x = opset13.add(opset13.convolution(x, kernel, [stride] * 2, [pad] * 2, [pad] * 2, [1, 1]), bias)
        if number < LAYER:
            x = opset13.relu(x)
    net = openvino.Core().compile_model(openvino.Model([x], [page], "to_layer"), "CPU")
    rng = np.random.default_rng(seed)
    drawn = Scenes(rng, None, fonts)
    said = []
    for number in range(scenes):
        scene = drawn.make()
        if number % 5 > 1:
            set_in(scene, draw(KINDS[number % len(KINDS)], rng), rng, int(rng.integers(86, 400)))
            scene = jpeg(scene, rng) if rng.random() < 0.6 else scene
        gray = np.asarray(cv2.cvtColor(scene, cv2.COLOR_RGB2GRAY), np.uint8)
        half = halved(gray)
        for sheet in sheets(half, blocks_of(gray, half)):
            out = net(sheet.picture()[None, None].astype(np.float32) / np.float32(255))[0][0]
            said.append(out.reshape(out.shape[0], -1).T.astype(np.float64))
    return np.concatenate(said)


def narrowed(weights: dict[str, Floats], said: Floats) -> dict[str, Floats]:
    """The weights with the layer made of two: a kernel that gives mixtures, and the mixtures told apart again."""
    head = weights["first_head_weight"][:, :, 0, 0].astype(np.float64)
    odds = np.maximum(said, 0) @ head[0] + float(weights["first_head_bias"][0])
    near = 1 / (1 + np.exp(1 - odds)) + _FAR
    heard = np.average(said > 0, axis=0, weights=near) * (head[0] ** 2 + 4 * (head[1:] ** 2).sum(axis=0))
    scale = np.sqrt(heard) + 1e-3
    middle = np.average(said, axis=0, weights=near)
    _, directions = np.linalg.eigh(np.cov(((said - middle) * scale).T, aweights=near))
    mixing = directions[:, -MIXTURES:]
    kernel = weights[f"first_{LAYER}_weight"].astype(np.float64)
    bias = weights[f"first_{LAYER}_bias"].astype(np.float64)
    apart = {
        f"first_{LAYER}_weight": np.einsum("om,o,oiyx->miyx", mixing, scale, kernel),
        f"first_{LAYER}_bias": mixing.T @ (scale * (bias - middle)),
        f"first_{LAYER + 1}_weight": (mixing / scale[:, None])[:, :, None, None],
        f"first_{LAYER + 1}_bias": middle,
    }
    told = ((said - middle) * scale @ mixing @ mixing.T) / scale + middle
    error = (np.maximum(told, 0) @ head[0] + float(weights["first_head_bias"][0]) - odds)[odds > 2]
    print(f"{len(said)} windows; near codes the log-odds move by {np.sqrt((error**2).mean()):.3f} (root mean square)")
    return {**weights, **{name: value.astype(np.float16) for name, value in apart.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packed", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("fonts", type=Path, nargs="+")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--scenes", type=int, default=400)
    args = parser.parse_args()
    with np.load(args.packed) as stored:
        weights: dict[str, Floats] = {name: stored[name] for name in stored.files}
    result: dict[str, Any] = narrowed(weights, answers(weights, args.scenes, args.seed, args.fonts))
    np.savez_compressed(args.out, **result)


if __name__ == "__main__":
    main()
