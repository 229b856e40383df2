"""Growth of the time of the language stage with the size of its input, beside two peers on the same text.

    pip install pyahocorasick && python benchmarks/language_speed.py [FILE] [--largest MB]

Peers: an Aho-Corasick word filter (pyahocorasick, what sensitive-word filters such as ToolGood.Words do) over the plain
words of the lexicon's nouns after the usual lower-casing, and one regular expression of the kind found in many
repositories. FILE is ordinary UTF-8 text, repeated to size; without it, lines of made-up shop talk are used. Times are
CPU seconds, the best of several runs; the last block shows hostile repetitions, which must grow by ten as well.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path

from merchlint.language import Lexicon, find_mentions, load_lexicon

RULES = Path(__file__).parent.parent / "rules/lexicon"
SHOP_TALK = (
    "这件衣服面料柔软，做工精细，穿着很舒服，颜色和图片一样。\n"
    "快递很快，第二天就到了，包装完好，客服态度也不错。\n"
    "您好，您的订单已经发货，预计明天送达，请保持电话畅通。\n"
    "尺码偏小，建议拍大一码，洗后没有掉色，性价比很高。\n"
    "2023新款春季宽松长袖连衣裙女中长款显瘦气质收腰裙子\n"
    "本品为不锈钢材质，容量500ml，首次使用前请用温水清洗。\n"
)
WORDS = (
    "微信",
    "薇信",
    "威信",
    "加微",
    "加v",
    "vx",
    "wx",
    "v信",
    "qq",
    "扣扣",
    "企鹅",
    "公众号",
    "小程序",
    "视频号",
    "抖音",
    "快手",
    "小红书",
    "淘宝",
    "天猫",
    "京东",
    "拼多多",
    "闲鱼",
    "好评返现",
    "返现",
    "红包",
    "扫码",
    "二维码",
    "转账",
    "支付宝",
    "私聊",
    "加群",
    "手机号",
)
PLAIN = re.compile(r"[加➕+]\s*[微薇威vV]|微信|vx|VX|[Qq]{2}|1[3-9]\d{9}|好评.{0,6}返|扫码.{0,6}领")
HOSTILE = ("微", "加微信", "1 ", "v:", "a.a", "好评", "扫码领", "，")


def cpu(work: Callable[[], object], runs: int) -> float:
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def dfa_filter() -> Callable[[str], object]:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for word in WORDS:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return lambda text: sum(1 for _ in automaton.iter(text.lower()))


def growth(text: str, largest: float, lexicon: Lexicon) -> None:
    peers: list[tuple[str, Callable[[str], object]]] = [
        ("merchlint", lambda piece: find_mentions(piece, lexicon)),
        ("Aho-Corasick filter", dfa_filter()),
        ("one regular expression", lambda piece: sum(1 for _ in PLAIN.finditer(piece))),
    ]
    bytes_a_char = len(text.encode()) / len(text)
    sizes = [size for size in (0.1, 0.3, 1, 3, 10) if size <= largest]
    print("MB of UTF-8" + "".join(f"{name:>28}" for name, _ in peers))
    for size in sizes:
        piece = (text * (int(size * 1e6 / bytes_a_char / len(text)) + 1))[: int(size * 1e6 / bytes_a_char)]
        row = f"{size:>11}"
        for _, find in peers:
            seconds = cpu(lambda find=find, piece=piece: find(piece), 3 if size <= 1 else 2)  # type: ignore[misc]
            row += f"{seconds:>14.3f} s {size / seconds:>7.1f} MB/s"
        print(row)


def hostile(lexicon: Lexicon) -> None:
    print("\nhostile repetition        100 kB       1 MB     factor")
    for unit in HOSTILE:
        times = []
        for size in (100_000, 1_000_000):
            text = unit * (size // len(unit.encode()))
            times.append(cpu(lambda text=text: find_mentions(text, lexicon), 1))  # type: ignore[misc]
        print(f"{unit!r:<20}{times[0]:>10.2f} s{times[1]:>10.2f} s{times[1] / times[0]:>10.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", help="ordinary UTF-8 text")
    parser.add_argument("--largest", type=float, default=10, help="MB of the last step")
    chosen = parser.parse_args()
    lexicon = load_lexicon(RULES)
    text = chosen.file.read_text(encoding="utf-8") if chosen.file else SHOP_TALK
    print(f"lexicon loaded in {cpu(lambda: load_lexicon(RULES), 3) * 1000:.0f} ms")
    find_mentions(text[:200_000], lexicon)
    growth(text, chosen.largest, lexicon)
    hostile(lexicon)


if __name__ == "__main__":
    main()
