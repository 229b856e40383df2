"""Fill ``rules/logos/<brand>/`` with the drawings of open icon sets, and keep each set's licence beside them.

    npm pack @iconify/json && tar xzf iconify-json-*.tgz
    python scripts/fetch_logo_drawings.py package rules/logos

Only what `LIST` names is taken; own drawings in the folders stay as they are.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")
"""Lines of brand, icon set, icon."""


def main(package: Path, target: Path) -> None:
    about = json.loads((package / "collections.json").read_text())
    wanted = [line.split() for line in LIST.read_text().splitlines()]
    for prefix in sorted({line[1] for line in wanted}):
        info = about[prefix]
        data = json.loads((package / "json" / f"{prefix}.json").read_text())
        for brand, _, name in (line for line in wanted if line[1] == prefix):
            write_icon(data, name, target / brand / f"{prefix}__{name}.svg")
        licence, author = info["license"], info["author"]
        lines = [
            f"Icon set: {info['name']} ({prefix})",
            f"Author: {author['name']} {author.get('url', '')}".rstrip(),
            f"Licence: {licence['title']} ({licence['spdx']}) {licence.get('url', '')}".rstrip(),
            f"Licence text: the file {licence['spdx']} in this folder",
            f"Taken from: npm package @iconify/json, json/{prefix}.json",
            "The marks belong to their owners; the drawings serve only to recognise them.",
        ]
        notice = target / "LICENSES" / f"{prefix}.txt"
        notice.parent.mkdir(parents=True, exist_ok=True)
        notice.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_icon(data: dict[str, object], name: str, path: Path) -> None:
    icons = data["icons"]
    aliases = data.get("aliases", {})
    assert isinstance(icons, dict)
    assert isinstance(aliases, dict)
    icon = icons[name] if name in icons else icons[aliases[name]["parent"]]
    width, height = icon.get("width", data.get("width", 16)), icon.get("height", data.get("height", 16))
    box = f"{icon.get('left', 0)} {icon.get('top', 0)} {width} {height}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="{box}">{icon["body"]}</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
