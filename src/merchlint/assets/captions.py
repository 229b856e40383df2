"""Captions: SRT, WebVTT and LRC. One page; each line carries the time at which it is shown or sung."""

from __future__ import annotations

import re
from collections.abc import Iterator

from merchlint.assets.model import Page, Place, SourceText, Speaker
from merchlint.assets.source import Source
from merchlint.assets.speakers import speaker_of
from merchlint.assets.text import decode, lines

_CUE_TIME = re.compile(r"\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*")
_LRC_TIME = re.compile(r"\[(\d+):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_LRC_TAG = re.compile(r"\[(?:ti|ar|al|au|by|re|ve|offset|length):(.*)\]\s*", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_MARKUP = re.compile(r"</?(?:[bius]|c|v|lang|ruby|rt|font)(?:[ .][^>]*)?>|<[\d:.]+>|\{\\[^}]*\}", re.IGNORECASE)


def caption_pages(source: Source) -> Iterator[Page]:
    """The one page of a caption file."""
    rows = lines(decode(source.data, source.shown), source.shown, source.limits)
    spoken = _lyrics(rows) if source.media_type == "text/x-lrc" else _cues(rows)
    yield Page(1, text=tuple(spoken))


def _cues(rows: Iterator[SourceText]) -> Iterator[SourceText]:
    time: str | None = None
    last_line = 0
    waiting: SourceText | None = None
    for row in rows:
        line = row.place.line or 0
        if waiting is not None:
            # A number alone before a time is the cue's own; anywhere else it is text.
            if not (_CUE_TIME.match(row.text) and waiting.place.line == line - 1):
                yield waiting
            waiting = None
        match = _CUE_TIME.match(row.text)
        if match:
            hours, minutes, seconds, fraction = match.groups()
            time = _clock(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds), fraction)
        else:
            if line != last_line + 1:
                time = None
            shown = _plain(row, time)
            if time is None and row.text.strip().isdigit():
                waiting = shown
            elif shown is not None:
                yield shown
        last_line = line
    if waiting is not None:
        yield waiting


def _plain(row: SourceText, time: str | None) -> SourceText | None:
    voice = _VOICE.search(row.text)
    speaker: Speaker | None = speaker_of(voice.group(1)) if voice else None
    text = _MARKUP.sub("", row.text)
    place = Place(line=row.place.line, column=row.place.column, time=time, layer=voice.group(1) if voice else None)
    return SourceText(text, place, speaker=speaker) if text.strip() else None


def _lyrics(rows: Iterator[SourceText]) -> Iterator[SourceText]:
    for row in rows:
        tag = _LRC_TAG.fullmatch(row.text)
        stamps = _LRC_TIME.findall(row.text)
        text = tag.group(1) if tag else re.sub(r"<[\d:.]+>", "", _LRC_TIME.sub("", row.text))
        if not text.strip():
            continue
        minutes, seconds, fraction = stamps[0] if stamps else ("", "", "")
        time = _clock(int(minutes) * 60 + int(seconds), fraction or "0") if stamps else None
        yield SourceText(text, Place(line=row.place.line, column=row.place.column, time=time))


def _clock(seconds: int, fraction: str) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction.ljust(3, '0')[:3]}"
