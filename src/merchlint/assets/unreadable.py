"""Kinds of file that are known but not read, and what the user can do about each."""

from __future__ import annotations

_TO_PDF = ("请导出为 PDF(或 PNG)后再检查。", "Export it to PDF (or PNG) and scan that.")
_TO_PICTURE = ("请导出为 PNG、JPEG 或 PDF 后再检查。", "Export it to PNG, JPEG or PDF and scan that.")
_TO_OFFICE = (
    "请另存为 DOCX、XLSX、PPTX 或 PDF 后再检查。",
    "Save it as DOCX, XLSX, PPTX or PDF and scan that.",
)
_TO_ZIP = ("请解压, 或改用 ZIP 打包后再检查。", "Unpack it, or pack it as ZIP, and scan that.")
_TO_SCRIPT = (
    "请导出字幕(SRT)或文字稿, 并把关键画面存为图片后再检查。",
    "Export captions (SRT) or a script, and key frames as pictures, and scan those.",
)
_UNKNOWN = ("请导出为 PNG、JPEG、PDF 或 UTF-8 文本。", "Export it as PNG, JPEG, PDF or UTF-8 text.")

UNREADABLE_KINDS: dict[str, tuple[str, tuple[str, str]]] = {
    "application/gzip": ("gzip", _TO_ZIP),
    "application/octet-stream": ("binary", _UNKNOWN),
    "application/postscript": ("PostScript / EPS", _TO_PDF),
    "application/rtf": ("RTF", _TO_OFFICE),
    "application/vnd.corel-draw": ("CorelDRAW", _TO_PDF),
    "application/vnd.oasis.opendocument": ("OpenDocument", _TO_OFFICE),
    "application/vnd.rar": ("RAR", _TO_ZIP),
    "application/x-adobe-xd": ("Adobe XD", _TO_PDF),
    "application/x-bzip2": ("bzip2", _TO_ZIP),
    "application/x-executable": ("executable", _UNKNOWN),
    "application/x-figma": ("Figma", _TO_PDF),
    "application/x-indesign": ("InDesign", _TO_PDF),
    "application/x-iwork": ("Pages / Numbers / Keynote", _TO_PDF),
    "application/x-ole-storage": ("DOC / XLS / PPT (97-2003) / MSG", _TO_OFFICE),
    "application/x-riff": ("RIFF", _UNKNOWN),
    "application/x-sketch": ("Sketch", _TO_PDF),
    "application/x-tar": ("tar", _TO_ZIP),
    "application/x-xz": ("xz", _TO_ZIP),
    "application/zstd": ("zstd", _TO_ZIP),
    "audio/flac": ("FLAC", _TO_SCRIPT),
    "audio/mpeg": ("MP3", _TO_SCRIPT),
    "audio/ogg": ("Ogg", _TO_SCRIPT),
    "audio/wav": ("WAV", _TO_SCRIPT),
    "image/heic": ("HEIC", _TO_PICTURE),
    "image/jp2": ("JPEG 2000", _TO_PICTURE),
    "image/jxl": ("JPEG XL", _TO_PICTURE),
    "image/x-icon": ("ICO", _TO_PICTURE),
    "video/mp4": ("MP4", _TO_SCRIPT),
    "video/x-flv": ("FLV", _TO_SCRIPT),
    "video/x-matroska": ("Matroska / WebM", _TO_SCRIPT),
    "video/x-ms-wmv": ("WMV / WMA", _TO_SCRIPT),
    "video/x-msvideo": ("AVI", _TO_SCRIPT),
}
"""Media type -> (its name, what to do in Chinese and English)."""
