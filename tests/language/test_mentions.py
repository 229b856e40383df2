from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from merchlint.assets.model import Speaker
from merchlint.language import Act, Lexicon, Mention, SpeakerSpan, Stance, find_mentions
from merchlint.language.graphemes import GraphemeText

PIECES = st.sampled_from(
    [
        "加",
        "微",
        "信",
        "薇",
        "v",
        "❤️",
        "➕",
        "🐧",
        "QQ",
        "138",
        "①③",
        "领红包",
        "扫码",
        "好评",
        "返现",
        "请勿",
        "，",
        "。",
        "微͇̿",
        "🇻🇽",
        "客服：",
        "用户：",
        "abc123",
        "淘宝",
        "http://",
        ".com",
        "公~众~号",
        "🄀",
        "\n",
        "\u2028",
        "\u200d",
        "\ufe0f",
        "\x00",
        " ",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=14).map("".join))


def only(found: tuple[Mention, ...], act: Act) -> Mention:
    (mention,) = [m for m in found if m.act is act]
    return mention


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("加微" + "\u0301" * 50 + "信 abc12345")
@example("\ud800加微信")
def test_spans_are_exact_and_cut_no_grapheme(lexicon: Lexicon, text: str) -> None:
    clusters = GraphemeText(text)
    for mention in find_mentions(text, lexicon):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert clusters.is_boundary(mention.start)
        assert clusters.is_boundary(mention.end)
        assert mention.score == sum(part.points for part in mention.parts)


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_the_same_text_gives_the_same_mentions(lexicon: Lexicon, parts: list[str]) -> None:
    text = "\n".join(parts)
    assert find_mentions(text, lexicon) == find_mentions(text, lexicon)


@pytest.mark.parametrize(
    "piece",
    [
        "加微信",
        "v",
        "1",
        "１ ",
        "微 ",
        "🇻🇽",
        "a.a",
        "好评",
        "微\u0301\u0301",
        "扫码领",
        "客服：",
        "(",
        "请勿加",
        "前138中",
        "￥a",
    ],
)
def test_a_hostile_repetition_is_got_through(lexicon: Lexicon, piece: str) -> None:
    text = piece * (30_000 // len(piece))
    for mention in find_mentions(text, lexicon):
        assert mention.text == text[mention.start : mention.end]


def test_points_to_the_characters_as_written(lexicon: Lexicon) -> None:
    text = "亲，➕❤️：ａｂｃ①②③④ 返现"
    mention = only(find_mentions(text, lexicon), Act.CONTACT)
    assert mention.text == "➕❤️：ａｂｃ①②③④"
    assert mention.value == "abc1234"
    assert mention.disguised


def test_plain_words_are_named_only(lexicon: Lexicon) -> None:
    assert only(find_mentions("他发了一条微信", lexicon), Act.CONTACT).stance is Stance.NAME


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("请勿添加微信", Stance.FORBID),
        ("凡是自称客服让您加微信的都是骗子", Stance.WARN),
        ("违禁词例如“加微信”", Stance.QUOTE),
        ("加微信领红包", Stance.SOLICIT),
    ],
)
def test_reads_the_stance(lexicon: Lexicon, text: str, stance: Stance) -> None:
    found = [m.stance for m in find_mentions(text, lexicon) if m.act is Act.CONTACT]
    assert stance in found
    assert (Stance.SOLICIT in found) == (stance is Stance.SOLICIT)


def test_a_negation_glued_to_a_lure_does_not_hide_it(lexicon: Lexicon) -> None:
    found = find_mentions("不用加微信，扫下面的码就行", lexicon)
    assert [m.target for m in found if m.stance is Stance.SOLICIT and m.act is Act.VISIT] == ["unknown_code"]


def test_the_buyer_never_lures_but_is_context_for_the_answer(lexicon: Lexicon) -> None:
    found = find_mentions("用户：能加你微信吗\n客服：可以的，我加您", lexicon)
    assert {m.stance for m in found if m.speaker is Speaker.BUYER} == {Stance.NAME}
    granted = [m for m in found if m.speaker is Speaker.MERCHANT and m.act is Act.GRANT_CONTACT]
    assert granted
    assert granted[0].stance is Stance.SOLICIT


def test_a_turn_goes_on_for_a_few_lines_only(lexicon: Lexicon) -> None:
    turn = "用户：怎么联系你们\n"
    lure = "加微信 abc12345 领红包"

    def stances(text: str) -> set[Stance]:
        return {m.stance for m in find_mentions(text, lexicon) if m.value == "abc12345"}

    assert stances(turn + lure) == {Stance.NAME}
    assert stances(turn + "面料柔软\n" * 6 + lure) == {Stance.SOLICIT}


def test_speakers_of_the_file_count(lexicon: Lexicon) -> None:
    text = "加个微信吧\n好的亲，我加您"
    spans = (SpeakerSpan(0, 6, Speaker.BUYER), SpeakerSpan(6, len(text), Speaker.MERCHANT))
    found = find_mentions(text, lexicon, speakers=spans)
    assert {m.act for m in found if m.stance is Stance.SOLICIT} == {Act.GRANT_CONTACT}


def test_a_service_line_is_no_lure(lexicon: Lexicon) -> None:
    mention = only(find_mentions("客服热线：400-820-8820", lexicon), Act.CONTACT)
    assert (mention.target, mention.stance, mention.value) == ("service_line", Stance.NAME, "4008208820")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("联系我：前面138，中间0013，后面8000", "13800138000"),
        ("幺三八零零幺三八零零零 打这个", "13800138000"),
        ("l38-OOl3-8OOO 找我拿货", "13800138000"),
    ],
)
def test_numbers_are_given_plainly(lexicon: Lexicon, text: str, value: str) -> None:
    assert value in {m.value for m in find_mentions(text, lexicon)}


def test_a_word_broken_inside_a_sentence_is_found(lexicon: Lexicon) -> None:
    found = [m for m in find_mentions("请加微\u2028信领红包", lexicon) if m.stance is Stance.SOLICIT]
    assert any(m.target == "wechat" for m in found)


@pytest.mark.parametrize(
    ("talk", "agreed"),
    [
        ("客服：帮忙写个评价\n买家：多少\n客服：十块", True),
        ("买家：晒完了\n客服：账号发一下", True),
        ("买家：尺码发我\n客服：十块", False),
        ("买家：能加微信吗\n客服：截图发来看看", False),
        ("买家：五星给了\n客服：谢谢，我们不返钱的，截图不用发", False),
    ],
)
def test_an_answer_counts_when_a_review_was_spoken_of(lexicon: Lexicon, talk: str, *, agreed: bool) -> None:
    found = [m for m in find_mentions(talk, lexicon) if m.act is Act.REWARD_REVIEW and m.stance is Stance.SOLICIT]
    assert bool(found) == agreed, found


def test_a_talk_about_a_review_opens_no_answer_about_contact(lexicon: Lexicon) -> None:
    asked = find_mentions("买家：有微信吗\n客服：有的，搜店名就行", lexicon)
    reviewed = find_mentions("买家：好评怎么写\n客服：有的，搜店名就行", lexicon)
    assert any(m.act is Act.GRANT_CONTACT for m in asked)
    assert not any(m.act is Act.GRANT_CONTACT for m in reviewed)
