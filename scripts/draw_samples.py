"""Draws the pictures under samples/: `python scripts/draw_samples.py [--only NAME]`.

Every shop, account, number and address is invented; payloads carry the hosts that real codes carry, with made-up ids.
Text samples (chat, calls, SMS) are written by hand and lie beside the pictures. What each sample should come to is in
its `.expect.yaml`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from PIL import Image
from sample_canvas import FONTS, Canvas, Picture, photograph

SAMPLES = Path(__file__).parent.parent / "samples"
RED, GOLD, CREAM, GREEN, INK, TEA = "#b3261e", "#f6d58a", "#fff7e8", "#2f6b4f", "#2b2b2b", "#8a5a2b"


def tmall_member() -> Picture:
    card = Canvas()
    card.blend((190, 32, 38), (132, 12, 24))
    card.frame(28, GOLD)
    card.write((70, 78), "感谢您选择青禾布艺", 62, GOLD, "serif")
    card.write((72, 180), "好被子，陪您睡个好觉", 34, "#ffe9c7")
    card.band((70, 260, 620, 264), GOLD)
    card.write((72, 300), "打开淘宝扫一扫\n进店加入会员，积分当钱花", 38, "white", "bold", spacing=20)
    card.write((72, 490), "使用中有任何问题，请在旺旺找我们", 30, "#ffe9c7")
    card.code("https://m.tb.cn/h.EXAMPLE001", (700, 190), 290)
    return card.picture


def pdd_shop() -> Picture:
    card = Canvas(background=CREAM)
    card.leaf((930, 110), 46, "#e98b2a")
    card.write((64, 64), "山野果园", 74, "#c8501b", "serif")
    card.write((66, 168), "树上熟的果子，现摘现发", 34, TEA)
    card.band((64, 240, 600, 330), "#e2331f", radius=16)
    card.write((90, 258), "拼多多搜「山野果园」", 44, "white", "bold")
    card.write((66, 366), "关注店铺，领满30减3店铺券\n坏果包赔，请在订单里申请售后", 34, INK, spacing=18)
    card.write((66, 540), "愿您每天都有好味道", 28, TEA)
    card.code("https://p.pinduoduo.com/EXAMPLE2", (720, 240), 290)
    return card.picture


def douyin_live() -> Picture:
    card = Canvas(background="#15171c")
    card.frame(26, "#3b3f49", 2)
    card.write((70, 70), "阿文说茶", 76, "#f1e3c4", "serif")
    card.write((72, 180), "每晚八点，泡一壶好茶等你", 34, "#b9b2a3")
    card.write((72, 280), "抖音搜索「阿文说茶」", 46, "white", "bold")
    card.write((72, 360), "看直播，学泡茶\n点小黄车1号链接回购", 36, "#e8e2d4", spacing=18)
    card.write((72, 530), "有问题请在抖音订单里联系客服", 28, "#b9b2a3")
    card.code("https://v.douyin.com/EXAMPLE3/", (720, 190), 290)
    return card.picture


def plain_thanks() -> Picture:
    card = Canvas(background="#eef3ea")
    card.frame(34, GREEN, 2)
    card.leaf((531, 128), 44, GREEN)
    card.write((531, 200), "谢谢您的喜欢", 72, GREEN, "serif", "ma")
    card.write((531, 318), "这件小物从打样到寄出", 34, INK, "sans", "ma")
    card.write((531, 370), "经过十九双手，愿它好好陪您", 34, INK, "sans", "ma")
    card.write((531, 480), "不满意可在订单页申请售后，七天无理由退换", 28, "#5d6b60", "sans", "ma")
    return card.picture


def fraud_warning() -> Picture:
    card = Canvas(background="#fffdf6")
    card.band((0, 0, 1063, 128), "#1f4e8c")
    card.write((531, 26), "防骗提醒", 66, "white", "serif", "ma")
    card.write(
        (80, 178),
        "一、本店不会以任何理由要求您添加微信或QQ\n二、凡是让您加微信退款的都是骗子\n三、请勿向任何人转账，请勿透露验证码",
        36,
        INK,
        "sans",
        spacing=34,
    )
    card.write((80, 430), "遇到可疑电话请挂断，在订单页联系客服核实", 34, "#1f4e8c", "bold")
    card.write((80, 530), "投诉举报电话 12315", 30, "#666666")
    return card.picture


def wechat_red_packet() -> Picture:
    card = Canvas()
    card.blend((214, 44, 36), (166, 18, 22))
    card.frame(26, GOLD)
    card.write((64, 60), "幸运买家 专属福利", 64, GOLD, "serif")
    card.bubbles((66, 186), 96)
    card.write((186, 192), "加微信 领5元红包", 56, "white", "bold")
    card.write((66, 326), "微信号：qinghe_demo88", 46, "#ffe9c7", "bold")
    card.write((66, 420), "每位买家都有，不限金额\n添加时请备注订单号", 32, "#ffe9c7", spacing=16)
    card.code("https://u.wechat.com/EXAMPLEcode0001", (712, 218), 290)
    card.write((860, 530), "扫码添加", 30, GOLD, "sans", "ma")
    return card.picture


def five_star() -> Picture:
    card = Canvas(background="#fff1d6")
    card.frame(24, "#e08a00", 5)
    card.write((531, 54), "五星好评返现卡", 78, "#c84b00", "serif", "ma")
    for index in range(5):
        card.write((330 + index * 100, 170), "★", 76, "#f5a300", "bold", "ma")
    card.write((531, 300), "给五星好评并晒3张图", 50, INK, "bold", "ma")
    card.write((531, 380), "截图发给客服，返现金3元", 50, "#c84b00", "bold", "ma")
    card.write((531, 500), "每单一次，评价后当天到账", 32, TEA, "sans", "ma")
    return card.picture


def dingtalk_group() -> Picture:
    card = Canvas(background="#f2f7ff")
    card.band((0, 0, 1063, 150), "#1677ff")
    card.write((64, 40), "青禾布艺 会员粉丝群", 62, "white", "serif")
    card.write((66, 210), "打开钉钉扫一扫", 52, "#1677ff", "bold")
    card.write((66, 300), "加入钉钉粉丝群\n新品先看，面料护理随时问", 38, INK, spacing=20)
    card.write((66, 530), "群由品牌官方旗舰店运营", 28, "#667085")
    card.code("https://h5.dingtalk.com/circle/join?id=EXAMPLE8", (716, 220), 290)
    return card.picture


def manual_code() -> Picture:
    card = Canvas(background="#f7f7f5")
    card.frame(30, "#9aa0a6", 2)
    card.write((70, 74), "使用说明", 66, INK, "serif")
    card.write((70, 190), "一、首次使用前请用清水冲洗\n二、请勿放入微波炉\n三、避免与尖锐物品接触", 36, INK, spacing=22)
    card.write((70, 420), "扫码看完整说明书", 42, GREEN, "bold")
    card.write((70, 520), "执行标准 GB 4806.7-2023", 28, "#6b7075")
    card.code("https://guide.qinghe-home.example/m/EXAMPLE9", (716, 200), 290)
    return card.picture


def coupon_code() -> Picture:
    card = Canvas(background="#fde8ec")
    card.write((64, 66), "开箱有礼", 84, "#b0234b", "serif")
    card.write((66, 196), "扫码领取20元优惠券", 54, "#7a1734", "bold")
    card.write((66, 300), "另送价值39元小样一份\n先到先得，送完为止", 36, INK, spacing=20)
    card.write((66, 520), "活动长期有效", 28, "#8f5566")
    card.code("https://hui.qinghe-home.example/c?id=EXAMPLE10", (716, 200), 290)
    return card.picture


def pay_outside() -> Picture:
    card = Canvas(background="#e9f5ee")
    card.band((0, 0, 1063, 140), "#1aad19")
    card.write((64, 34), "老客户直接转账更优惠", 62, "white", "serif")
    card.write((66, 200), "下次购买不用拍链接", 46, INK, "bold")
    card.write((66, 280), "微信扫码付款，每件立减15元\n付款后把地址发给店主即可发货", 36, INK, spacing=20)
    card.write((66, 500), "店主电话 13800001234", 36, "#125c2f", "bold")
    card.code("wxp://f2f0EXAMPLEpay11", (716, 210), 290, dark="#0f5132")
    return card.picture


def disguised() -> Picture:
    card = Canvas(background="#fdf8f0")
    card.frame(28, "#c9a66b", 3)
    card.write((531, 66), "小票据 大惊喜", 66, TEA, "serif", "ma")
    card.write((531, 200), "加 V 信: qh_demo_666", 60, INK, "bold", "ma")
    card.write((531, 310), "薇信同号 领神秘好礼", 50, "#b3261e", "bold", "ma")
    card.write((531, 440), "备注：老朋友", 34, TEA, "sans", "ma")
    return card.picture


def vertical_card() -> Picture:
    card = Canvas((638, 1063), "#f6efe2")
    card.frame(26, RED, 4)
    card.column((500, 90), "青禾布艺谢礼", 74, RED)
    card.column((330, 120), "添加微信领取礼品", 64, INK)
    card.write((70, 720), "微信号\nqh_demo_2026", 40, INK, "bold", spacing=18)
    card.write((70, 940), "一物一礼 送完即止", 30, TEA)
    return card.picture


def warranty() -> Picture:
    card = Canvas((1240, 874), "#ffffff")
    card.band((0, 0, 1240, 120), "#23395b")
    card.write((620, 24), "保修卡", 64, "white", "serif", "ma")
    for index, name in enumerate(("产品型号", "购买日期", "订单编号", "故障描述")):
        y = 170 + index * 96
        card.write((80, y), name, 36, INK, "bold")
        card.pen.line((290, y + 50, 1150, y + 50), fill="#9aa0a6", width=2)
    card.write((80, 580), "保修期一年，自签收之日起计算。", 34, INK)
    card.write((80, 640), "需要保修时，请在订单页申请售后，并随产品寄回本卡。", 34, INK)
    card.write((80, 760), "请妥善保管，遗失不补。消费者投诉举报电话：12315", 28, "#6b7075")
    return card.picture


def product_label() -> Picture:
    label = Canvas((900, 1100), "#ffffff")
    label.frame(24, INK, 3)
    label.write((450, 60), "青禾纯棉四件套", 58, INK, "serif", "ma")
    rows = (
        "品名：纯棉床上用品四件套",
        "成分：棉100%",
        "执行标准：GB/T 22796-2021",
        "安全类别：GB 18401-2010 B类",
        "生产商：青禾纺织有限公司",
        "地址：绍兴市柯桥区样例路6号",
        "电话：0575-00001234",
        "产地：浙江绍兴",
    )
    label.write((80, 180), "\n".join(rows), 36, INK, spacing=24)
    label.product_code("6900000000014", (250, 760), 4)
    return label.picture


def wechat_box() -> Picture:
    box = Canvas((1240, 900), "#c79a63")
    box.frame(40, "#7a5426", 6)
    box.write((620, 110), "青禾布艺", 110, "#4a3116", "serif", "ma")
    box.write((620, 300), "扫码进微信福利群", 72, "#4a3116", "bold", "ma")
    box.write((620, 410), "群里每周抽免单", 52, "#4a3116", "sans", "ma")
    box.code("https://weixin.qq.com/g/EXAMPLEgroup16", (470, 510), 300)
    return box.picture


def trace_box() -> Picture:
    box = Canvas((1240, 900), "#eadfce")
    box.write((80, 90), "云雾高山茶", 100, GREEN, "serif")
    box.write((84, 250), "净含量：250克\n保质期：18个月\n贮存：阴凉干燥处", 44, INK, spacing=22)
    box.write((84, 540), "扫码查看产品溯源信息", 52, GREEN, "bold")
    box.write((84, 640), "每盒一码，可查采摘地块与批次", 38, INK)
    box.code("https://trace.yunwu-tea.example/b/EXAMPLE17", (800, 420), 320)
    return box.picture


def gift_sticker() -> Picture:
    sticker = Canvas((800, 800), "white")
    sticker.pen.ellipse((20, 20, 780, 780), fill="#fff3c9", outline="#e0a100", width=8)
    sticker.write((400, 110), "关注公众号", 76, "#8a5200", "serif", "ma")
    sticker.write((400, 220), "「青禾生活研究所」", 50, "#8a5200", "bold", "ma")
    sticker.code("https://weixin.qq.com/r/EXAMPLEmp18", (260, 310), 290)
    sticker.write((400, 630), "回复“礼物”领壁纸", 40, INK, "sans", "ma")
    return sticker.picture


def gift_note() -> Picture:
    note = Canvas((900, 560), "#f3f6fb")
    note.frame(26, "#8fa7cf", 3)
    note.write((450, 90), "随单小样", 76, "#2d4a7c", "serif", "ma")
    note.write((450, 240), "试用装，外用，请避开眼部", 40, INK, "sans", "ma")
    note.write((450, 320), "请放阴凉处，开封后30天内用完", 40, INK, "sans", "ma")
    return note.picture


def product_clean() -> Picture:
    page = Canvas((800, 1400), "white")
    page.band((0, 0, 800, 620), "#dfe9e2")
    page.leaf((400, 310), 120, GREEN)
    page.write((60, 670), "青禾纯棉四件套", 60, INK, "serif")
    page.write((60, 790), "60支长绒棉，裸睡级触感", 40, "#555555")
    page.write((60, 890), "· 四季可用，不起球\n· 支持七天无理由退换\n· 有疑问请点客服咨询", 38, INK, spacing=26)
    page.band((60, 1180, 740, 1290), RED, radius=18)
    page.write((400, 1204), "满300减30", 54, "white", "bold", "ma")
    return page.picture


def product_watermark() -> Picture:
    page = Canvas((800, 1400), "white")
    page.band((0, 0, 800, 620), "#f0e2d6")
    page.leaf((400, 310), 120, TEA)
    page.write((60, 670), "高山云雾茶 250克", 60, INK, "serif")
    page.write((60, 800), "批发零售 欢迎来电\n厂家直供 量大从优", 44, "#555555", spacing=26)
    page.write((60, 980), "微信同号 13800005678", 52, RED, "bold")
    page.write((60, 1100), "加微信发实拍视频，微信下单再便宜5元", 36, INK)
    return page.picture


DRAWN: dict[str, Callable[[], Picture]] = {
    "package_card/tmall-member.png": tmall_member,
    "package_card/pdd-shop.png": pdd_shop,
    "package_card/douyin-live.png": douyin_live,
    "package_card/plain-thanks.png": plain_thanks,
    "package_card/fraud-warning.png": fraud_warning,
    "package_card/wechat-red-packet.png": wechat_red_packet,
    "package_card/five-star-cash-back.png": five_star,
    "package_card/dingtalk-group.png": dingtalk_group,
    "package_card/manual-code.png": manual_code,
    "package_card/coupon-code.png": coupon_code,
    "package_card/pay-outside.png": pay_outside,
    "package_card/disguised-wechat.png": disguised,
    "package_card/vertical-wechat.png": vertical_card,
    "package_card/warranty.png": warranty,
    "packaging/product-label.png": product_label,
    "packaging/wechat-group-box.png": wechat_box,
    "packaging/trace-code-box.png": trace_box,
    "gift_item/official-account-sticker.png": gift_sticker,
    "gift_item/sample-note.png": gift_note,
    "product_page/bedding.png": product_clean,
    "product_page/tea-with-phone.png": product_watermark,
}
# Photographs: name -> (card, seed of the camera).
PHOTOGRAPHED: dict[str, tuple[Callable[[], Picture], int]] = {
    "package_card/photo-tmall-member.jpg": (tmall_member, 4),
    "package_card/photo-pdd-shop.jpg": (pdd_shop, 7),
    "package_card/photo-douyin-live.jpg": (douyin_live, 11),
    "package_card/photo-wechat-red-packet.jpg": (wechat_red_packet, 19),
    "package_card/photo-five-star-cash-back.jpg": (five_star, 23),
    "package_card/photo-plain-thanks.jpg": (plain_thanks, 29),
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Draw the sample pictures.")
    parser.add_argument("--only", help="draw the pictures whose name contains this")
    wanted = parser.parse_args().only or ""
    missing = [str(file) for file in FONTS.values() if not file.exists()]
    if missing:
        print(f"missing fonts: {', '.join(missing)}; apt-get install fonts-noto-cjk", file=sys.stderr)
        return 2
    for name, draw in DRAWN.items():
        if wanted in name:
            _save(name, draw())
    for name, (draw, seed) in PHOTOGRAPHED.items():
        if wanted in name:
            _save(name, photograph(draw(), seed))
    return 0


def _save(name: str, picture: Picture) -> None:
    file = SAMPLES / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".jpg":
        picture.save(file, quality=86)
    else:
        # Designs have few colours: a palette keeps the repository small.
        picture.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
    print(name)


if __name__ == "__main__":
    raise SystemExit(main())
