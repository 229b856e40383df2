"""Memory of a run over many assets: the scan's own and its workers', sampled while it runs.

Usage: python benchmarks/long_run.py [ASSETS] [--findings]  (default 10,000: nine texts to one picture)

With `--findings` every asset is a text that breaks rules of several platforms, and a report of every format is written.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image

PICTURES = 10  # one asset in so many is a picture
PAGE = os.sysconf("SC_PAGE_SIZE")


BAD = "客服：亲，加微信 wx_demo{n:06} 领红包，五星好评截图返现 5 元，扫码进群\n"
REPORTS = ("json", "sarif", "html", "junit", "github", "gitlab", "markdown")


def make_bad_texts(folder: Path, count: int) -> None:
    for n in range(count):
        (folder / f"{n:06}.txt").write_text(BAD.format(n=n) + "用户：好的\n", encoding="utf-8")


def make_assets(folder: Path, count: int) -> None:
    for n in range(count):
        if n % PICTURES:
            text = f"客服：您好，订单 {n} 已发货，请留意查收。\n用户：好的\n"
            (folder / f"{n:06}.txt").write_text(text, encoding="utf-8")
            continue
        code = zxingcpp.create_barcode(f"https://m.tb.cn/h.example{n}", zxingcpp.BarcodeFormat.QRCode)
        picture = Image.new("RGB", (500, 300), "white")
        picture.paste(Image.fromarray(np.array(code.to_image(scale=4))).convert("RGB"), (40 + n % 200, 60))
        picture.save(folder / f"{n:06}.png")


def resident(pid: int) -> int:
    """Resident bytes of a process, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def children(pid: int) -> list[int]:
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", metavar="ASSETS", type=int, nargs="?", default=10_000)
    parser.add_argument("--findings", action="store_true")
    options = parser.parse_args()
    count: int = options.count
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        (make_bad_texts if options.findings else make_assets)(folder / "in", count)
        command = [sys.executable, "-m", "merchlint", "scan", "in", "--no-cache", "--output", "report.txt"]
        if options.findings:
            command += [word for name in REPORTS for word in ("--report", f"{name}=report.{name}")]
        began = time.monotonic()
        scan = subprocess.Popen(command, cwd=folder)
        print("| seconds | parent MB | largest worker MB | workers |\n|---|---|---|---|")
        while scan.poll() is None:
            workers = children(scan.pid)
            largest = max((resident(w) for w in workers), default=0)
            elapsed = time.monotonic() - began
            print(
                f"| {elapsed:.0f} | {resident(scan.pid) / 1e6:.0f} | {largest / 1e6:.0f} | {len(workers)} |", flush=True
            )
            time.sleep(10)
        print(f"\n{count} assets in {time.monotonic() - began:.0f} s, exit code {scan.returncode}")


if __name__ == "__main__":
    main()
