"""Train the network that turns an icon-like region into 64 numbers, so that drawings of one mark come close together.

    python scripts/train_logos.py DATA.npz OUT.npz STEPS MINUTES [EARLIER.npz]

``DATA.npz`` comes from ``train_logos_data.py``. Needs PyTorch (2.13.0 and 2.14.1 were used) and no accelerator; a
thousand steps take eight minutes on two idle cores. The seed is fixed. It ends after STEPS or MINUTES, whichever comes
first, and the rate falls towards that end; give more minutes than needed to repeat a run of so many steps.
``EARLIER.npz`` goes on from an earlier run.

The loss is a cosine classifier with a margin over all classes (CosFace, Wang et al. 2018). The classifier is thrown
away; the network is kept, its batch norms folded into the convolutions, as half-precision weights.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset
from train_logos_augment import augment, compose_others

SEED = 20261123
BATCH = 256
EMBEDDING = 64
SCALE, MARGIN = 20.0, 0.25
PEAK = 3e-3
# Of a batch: marks of the named brands, other icons, characters. The rest belongs to no class.
SHARES = {"brand": 0.30, "icon": 0.42, "glyph": 0.12}
HARD_COUNT = 400


class Conv(nn.Module):
    """A convolution with batch norm, and a rectifier unless told otherwise."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 3, stride: int = 1, act: bool = True) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.act = act

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.conv(x))
        return F.relu(x) if self.act else x


class Block(nn.Module):
    """A residual bottleneck."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            Conv(width, width // 2, 1), Conv(width // 2, width // 2), Conv(width // 2, width, 1, act=False)
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.layers(x))


class Net(nn.Module):
    """(B, 1, 48, 48) in 0..1 to (B, 64) of length one."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            Conv(1, 16, stride=2),
            Conv(16, 32, stride=2), Block(32), Block(32),
            Conv(32, 64, stride=2), Block(64), Block(64),
            Conv(64, 128, stride=2), Block(128), Block(128),
        )  # fmt: skip
        self.last = nn.Linear(128 * 9, EMBEDDING)

    def forward(self, x: Tensor) -> Tensor:
        return F.normalize(self.last(self.body(x - 0.25).flatten(1)))


class Sampler(IterableDataset[tuple[Tensor, Tensor]]):
    """Draws classes evenly within each share of `SHARES`, then a drawing of the class."""

    def __init__(self, path: Path) -> None:
        data = np.load(path)
        self.planes = torch.from_numpy(data["planes"])
        self.loose = torch.from_numpy(data["loose"])
        labels = data["labels"]
        self.names = [str(n) for n in data["names"]]
        self.kinds = {k: [i for i, n in enumerate(self.names) if n.startswith(k)] for k in SHARES}
        order = np.argsort(labels, kind="stable")
        edges = np.searchsorted(labels[order], np.arange(len(self.names) + 1))
        self.members = [order[edges[i] : edges[i + 1]] for i in range(len(self.names))]
        self.rng = np.random.default_rng(SEED)
        self.hard: list[int] = []

    def choose_hard(self, proxies: Tensor) -> None:
        """Every third icon is then of the classes that lie nearest to a brand."""
        unit = F.normalize(proxies)
        icons = torch.tensor(self.kinds["icon"])
        near = (unit[icons] @ unit[self.kinds["brand"]].T).max(1).values
        self.hard = icons[near.topk(min(HARD_COUNT, len(icons))).indices].tolist()

    def draw(self, kind: str, count: int) -> tuple[Tensor, Tensor]:
        classes = self.rng.choice(self.kinds[kind], count)
        if kind == "icon" and self.hard:
            classes[::3] = self.rng.choice(self.hard, len(classes[::3]))
        picks = [self.rng.choice(self.members[c]) for c in classes]
        return self.planes[picks], torch.from_numpy(classes.astype(np.int64))

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        torch.manual_seed(SEED)
        while True:
            yield self.batch()

    def batch(self) -> tuple[Tensor, Tensor]:
        """((B, 1, 48, 48) crops, (B,) classes, -1 for none)."""
        parts, classes = zip(*(self.draw(k, int(BATCH * s)) for k, s in SHARES.items()), strict=True)
        known = augment(torch.cat(parts))
        left = BATCH - len(known)
        loose = self.loose[self.rng.integers(0, len(self.loose), left)]
        other, _ = self.draw("icon", left)
        glyph, _ = self.draw("glyph", left)
        none = compose_others(loose, other, glyph)
        return torch.cat([known, none]), torch.cat([*classes, torch.full((left,), -1)])


def loss_of(embedding: Tensor, proxies: Tensor, classes: Tensor, brands: Tensor) -> Tensor:
    """Margin loss of the samples with a class; the others are pushed away from every brand."""
    cosine = embedding @ F.normalize(proxies).T
    known = classes >= 0
    logits = cosine[known] - MARGIN * F.one_hot(classes[known], len(proxies))
    margin = F.cross_entropy(SCALE * logits, classes[known])
    stray = F.softplus(SCALE * (cosine[~known][:, brands] - 0.25)).sum(1).mean()
    return margin + 0.3 * stray


def folded(net: Net) -> dict[str, np.ndarray]:
    """The weights by name, batch norms folded in, as float16."""
    out = {}
    for name, module in net.named_modules():
        if isinstance(module, Conv):
            norm = module.norm
            assert norm.running_var is not None
            assert norm.running_mean is not None
            factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            out[f"{name}.w"] = module.conv.weight * factor[:, None, None, None]
            out[f"{name}.b"] = norm.bias - norm.running_mean * factor
    out["last.w"], out["last.b"] = net.last.weight, net.last.bias
    return {k: v.detach().numpy().astype(np.float16) for k, v in out.items()}


def restore(net: Net, earlier: Path, crops: Tensor) -> None:
    """Take over folded weights: the norms are set so that on these crops each layer gives what it gave before."""
    saved = np.load(earlier)
    hooks = []
    for name, module in net.named_modules():
        if isinstance(module, Conv):
            module.conv.weight.data = torch.from_numpy(saved[f"{name}.w"].astype(np.float32))
            bias = torch.from_numpy(saved[f"{name}.b"].astype(np.float32))

            def keep(norm: nn.Module, inputs: tuple[Tensor], bias: Tensor = bias) -> None:
                assert isinstance(norm, nn.BatchNorm2d)
                variance, mean = torch.var_mean(inputs[0].detach(), (0, 2, 3), correction=0)
                norm.weight.data = torch.sqrt(variance + norm.eps)
                norm.bias.data = bias + mean

            hooks.append(module.norm.register_forward_pre_hook(keep))
    net.last.weight.data = torch.from_numpy(saved["last.w"].astype(np.float32))
    net.last.bias.data = torch.from_numpy(saved["last.b"].astype(np.float32))
    net(crops)
    for hook in hooks:
        hook.remove()


def centres(net: Net, sampler: Sampler) -> Tensor:
    """One embedding a class, of a clean drawing of it."""
    picks = np.array([m[0] for m in sampler.members])
    with torch.no_grad():
        rows = []
        for start in range(0, len(picks), BATCH):
            alpha = sampler.planes[picks[start : start + BATCH], :1].float() / 255
            rows.append(net(F.interpolate(F.pad(alpha, (2, 2, 2, 2)), size=(48, 48), mode="area")))
    return torch.cat(rows)


def main(data: Path, out: Path, steps: int, minutes: float, earlier: Path | None) -> None:
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    sampler = Sampler(data)
    brands = torch.tensor(sampler.kinds["brand"])
    net = Net()
    proxies = nn.Parameter(torch.randn(len(sampler.names), EMBEDDING))
    if earlier is not None:
        restore(net, earlier, sampler.batch()[0])
        proxies.data = F.normalize(centres(net, sampler))
        sampler.choose_hard(proxies.data)
    net = net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW([{"params": net.parameters()}, {"params": [proxies]}], lr=PEAK, weight_decay=0.02)
    # One process spoils drawings while the other learns.
    batches = iter(DataLoader(sampler, batch_size=None, num_workers=1, prefetch_factor=8))
    start, seen = time.monotonic(), 0.0
    for step in range(steps):
        done = max(step / steps, (time.monotonic() - start) / 60 / minutes)
        if done >= 1:
            break
        rate = PEAK * min(1.0, (step + 1) / 40) * (0.5 + 0.5 * math.cos(math.pi * done))
        for group in optimiser.param_groups:
            group["lr"] = rate
        crops, classes = next(batches)
        loss = loss_of(net(crops.to(memory_format=torch.channels_last)), proxies, classes, brands)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        seen = float(loss.detach()) if step == 0 else 0.98 * seen + 0.02 * float(loss.detach())
        if step % 25 == 24:
            print(f"{step + 1} {100 * done:.0f}% loss {seen:.3f} {time.monotonic() - start:.0f} s", flush=True)
            if step % 200 == 199:
                np.savez(out, **folded(net))
    np.savez(out, **folded(net))


if __name__ == "__main__":
    before = Path(sys.argv[5]) if len(sys.argv) > 5 else None
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), before)
