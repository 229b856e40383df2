"""7z archives: small ones that 7-Zip 26.02 packed, and a packer for others.

Those of 7-Zip hold ``cards/a.txt``, ``cards/b.txt``, an empty ``cards/none.txt`` and the folder ``cards/folder``; they
were made with ``7zz a -mtm=off`` and the option that their name says.
"""

from __future__ import annotations

import base64
import lzma
import struct
import zlib
from collections.abc import Mapping

CONTENT = {"cards/a.txt": "加微信领红包\n", "cards/b.txt": "客服: 您好\n"}

BY_SEVENZIP: Mapping[str, bytes] = {
    name: base64.b64decode(text)
    for name, text in {
        "LZMA": (
            "N3q8ryccAAR3lTC1oAAAAAAAAAAhAAAAAAAAAHjjS3gAcqKQDlYibqi+aWvPoOkoyWbtn/EE+ivKCwSnAABYxThL0VPh1cDAAAAAgTMH"
            "rg/QluR8nz9HQVjW/gJqJcpsbNYJO7HrX/vwKs/oSgzFHz/e4vC8mub5DmbkbsKVGuSzw0+W2jJ7JcX5zIQqcENsKM4y4R7iqM6MSDoq"
            "yHB/i4DnUy7LMP8/w9ghIgaoipfWkBRC/bXnbbfePIsbFgAAFwYpAQl3AAcLAQABIwMBAQVdABAAAAyAzgoB38MDdQAA"
        ),
        "LZMA2": (
            "N3q8ryccAAQa9ZvNlAAAAAAAAAAhAAAAAAAAAN2R8hsBACHliqDlvq7kv6HpoobnuqLljIUK5a6i5pyNOiDmgqjlpb0KAAAAgTMHrg/Q"
            "aX28nz9HQQWHhqM/578m/kkMqpJ1alRs+TwOlcHEBD1Zm/0Ri56V14cFqyTpZ3ShVCGlbCyqyWcauugPW+23petsbQS42Iz3zCldFFtZ"
            "coVvNU+wbLUaA60c+2i0ZZHLU25ErfkAFwYmAQluAAcLAQABIwMBAQVdABAAAAyAvgoB+8cVxgAA"
        ),
        "BZip2": (
            "N3q8ryccAATf+0AuvAAAAAAAAAAhAAAAAAAAANnbc+dCWmg5MUFZJlNZp7aK+AAADNh5ABBAAAAQExYABHJBABOHoCAAIwPUwABtT1Cg"
            "AABgv+jxCg6mk1Kq23gI+LM0PuwmzwXckU4UJCntor4AAACBMweuD9K0iL1AwJDO5ct29juh9JEIHUtyJJ5IgydD6p8sHPUF0biSehTv"
            "VTe0fZfObuVk4p0c+hSV7E7zXZFm7+7xZ4lI+CWEX0mZ+3TQ/15RK74zfUx5KA2qZ5D2BZNlGtykKtxhWp1FABcGTwEJbQAHCwEAASMD"
            "AQEFXQAQAAAMgL4KAXU7JJUAAA=="
        ),
        "Deflate": (
            "N3q8ryccAAQFMeP5lAAAAAAAAAAhAAAAAAAAAFh602ABIgDd/+WKoOW+ruS/oemihue6ouWMhQrlrqLmnI06IOaCqOWlvQoAAIEzB64P"
            "0Hif/J8/Rzvn0R6CkUzhj/ZPF7/XDi+R2iTiPt45hAkNEUNR3doG/QEww5C6/YXSyI4u8mx2wpM6yjA5vlTh4i7ZGPbbwAQr/N6IpRAu"
            "9T7K50H4DrvlxF7AKV7pwS+IOj/pljkAFwYnAQltAAcLAQABIwMBAQVdABAAAAyAvgoBehaPdwAA"
        ),
        "Copy": (
            "N3q8ryccAARFfW+ujwAAAAAAAAAhAAAAAAAAAEl7ryPliqDlvq7kv6HpoobnuqLljIUK5a6i5pyNOiDmgqjlpb0KAACBMweuMZmGMhrI"
            "iIjSWdW2zgHL51dRahWl92kxiw4WTDShjRjd5CteOIoGD0+vsyd1IZ6be3nc+C9ZCWGprzw3U4YOJBtiwK+nC0MU7nnp4QQe5fy1lyAq"
            "B4iGR7V36G39DstC+H8a4Yu4ABcGIgEJbQAHCwEAASMDAQEFXQAQAAAMgM4KAZiFSWEAAA=="
        ),
        "BCJ": (
            "N3q8ryccAATzUYUqngAAAAAAAAAhAAAAAAAAADo7BZgBACHliqDlvq7kv6HpoobnuqLljIUK5a6i5pyNOiDmgqjlpb0KAAAAgTMHrg/Q"
            "aX28nzkQnG6LYIUnU/aPsPF66tCUkFsJygoGN+/dHIY/F/wQqCipZLD+m2qATf8E/+OEeGuKZIq5Dw0tpaXT2RqmSConEuMEVv+rpQH/"
            "TBIVDFPfU04M+dcEpu2SGnpieDXjSUM1sHnV/N+dQPg4ABcGJgEJeAAHCwEAASMDAQEFXQAQAAAMgM4KASM7mT0AAA=="
        ),
        "Delta": (
            "N3q8ryccAAT41v/ingAAAAAAAAAhAAAAAAAAAHctdmgBACHliqAANA7/AfMF4+X+GBz+0uMlWSmYAe7rVIRZSIj/IxUlAAAAgTMHrg/Q"
            "aX28nzkQnG6LYQiLyXVvt/yksKl4C18uKbk5p3f8UUMUD9hVAPid4uf30IS+ApeEjEJdgguTlJAqTQA2gz3hP8RqxUc8c6BLjY7qp+bg"
            "DD+KE5hNuSOX5cnsy3VvDjNgCZqg/pz95bsNvkg24+WXABcGJgEJeAAHCwEAASMDAQEFXQAQAAAMgM4KAZFIkoIAAA=="
        ),
        "each-alone": (
            "N3q8ryccAATRk1GhmgAAAAAAAAAhAAAAAAAAAA6wTU4BABLliqDlvq7kv6HpoobnuqLljIUKAAEADuWuouacjTog5oKo5aW9CgAAAIEz"
            "B64xmcU5c0r6ASJnulD8Xse0nO1HM6bhO4lQfQnr9KGkJ1dmEMsu7fyezFCLOKF4AwKO3z2jYQ13eR6gFqxRFh9q12bFj28MuT8p9CNK"
            "UQ8SXon2c99ge2zxX3NRUzNqziXaAmqW59LJ+PcAFwYqAQlwAAcLAQABIwMBAQVdABAAAAyAzgoBbwquLgAA"
        ),
        "PPMd": (
            "N3q8ryccAATiIJPsnAAAAAAAAAAhAAAAAAAAAFxXwFUA5KNUICb4DprWEZl6Wtj2BX1j7YKRW2SXTA4g80FqfbNHA6keAACBMweuD9Ba"
            "W3yfP0dBXPbVIDI1JQkq72rYwAOQ7oOOzboWL4RmCCo2fAFWwQFWgtykQpYgyY3GenV2zi4L39xaxERQoQvIxNLG0hqYbqP5pAJCLnsx"
            "6GM007oWPoXkFFHT9kFv+DMJ7TF1ws5yiY7Qd3t1wAAXBiUBCXcABwsBAAEjAwEBBV0AEAAADIDOCgF6s0fFAAA="
        ),
        "locked": (
            "N3q8ryccAAQUzF4cvgAAAAAAAAAiAAAAAAAAAFo3EsyCh77wIkIFEUfrEZPdfEwYhkBgn6zO1QE7aGqOU9KWn6Fi4NoY7OR5n1k+kJek"
            "l+sAAIEzB64P0QDUPKCKabDjxAD69FhUvdLt2QZ512IgPYhKHQsXLSIm7K/W23FThHLG1dyl9e7Iz12zTdLsarfYnHxcUMw8UBrIo8Ls"
            "FpoAiMIssFwuDh2tqzZddVtb75pK5T3BaBrQCII+EnHpxclnB6A9xeEu0RX/J78CHk0Cni6OEEmbHKY7fZ6EhQAAFwYwAQmAjgAHCwEA"
            "ASMDAQEFXQAQAAAMgN4KAYTSTD0AAA=="
        ),
        "locked-names": (
            "N3q8ryccAAQrkacWwAAAAAAAAAA+AAAAAAAAAFtFeOuPYegIvk4SkgiJs5mN7pr69tsu1p2L3WE4XtqG2uEMDYmbAZ1EtnZydjoxOZQw"
            "Jkd/rGb14KVbVR7YRN5SIzcR/kn/ts0xzvWdYyS23RWqLfts0SjDn4kcDC1h8zVTk+bgiy9wxKNSJqPaxfNYQxVDL6MaZBonpr6rZd6m"
            "6YzwNERxV1XfiV12wbpV1f0yMRqyBvQHjtcayDCODaivAErc20EwcU/SvGFKgDoQw+XQ7DeWyZqKqYKFPvzWLpfFgKcXBjABCYCQAAcL"
            "AQACJAbxBwESUw8bMEEyp2HmL3aFS2VFBDvLIwMBAQVdABAAAAEADICOgN4KAVdV/74AAA=="
        ),
        "link": (
            "N3q8ryccAATDvCL5sAAAAAAAAAAiAAAAAAAAAHaE78kBACbliqDlvq7kv6HpoobnuqLljIUK5a6i5pyNOiDmgqjlpb0KYS50eHQAAACB"
            "MweuD9C1KPyfP0dBBA9xDPzRH7xl+gUagteAS2EWgr0AfyGyznnQuagyxpCXwAgKq4OCtzeP278IBUHNcgyBk47bE4QquKI+1N7ldr94"
            "N9eoN6wOWpsjgq3eq7U2jHT5e1F7E73hYZjVIloNTRWoce1sQpVVKJdoDapznFg13aMeABcGKwEJgIUABwsBAAEjAwEBBV0AEAAADIDy"
            "CgERJX3UAAA="
        ),
        "packed-header": (
            "N3q8ryccAASCc8qqvwEAAAAAAAAiAAAAAAAAAEWAUujgATYATl0ANhpKHwigK3AKRabMin9x0De0K+M8f6x1PbY35nkNajoO8293TPKl"
            "76lWaYpLa4/2mIdaUlhn82zEvVeeo2uxcKd2CjVhnAlcTMH2YnPAAAAAgTMHrg/TDtt9QMCQ0v99aU2PMw+FacoTGFZp0FyJAWHa5fnf"
            "Wv9rB2lqMkVjqkF65GuSeIVrpA5a6u1napZE1q3NEl/1YiOteBoTdH/F0iyxXrA6YgtGHdx1MrGGMqByEd1F347wrrBnlCGKy7X9h+zn"
            "jm/plkjJD6fT6wZxOPtgI3T7AwEJzsaufGDZwEpkybFY7sxh6VNHTrMriZgY9gI0dVcqWUYck4kxMP57Mg58EsiZPdz+Qdwz1LQeY66m"
            "GWYA/b8SJ4plkLCvVw9M35dwWjkZrIcKNPtrEs8+XPKSosIgNfnXkEE7zqgqnXMwxFjQ5oCl0jFpWfC6xclGkjnDUdq7t8hKrMEJbXFG"
            "MxFXsFwLLuZqtJrEs7gA2JSIABsp1uaSj5NOw+OXZcDsDeETqZCLhfPo9nBedaT7AN/TjLET8QZ/4B4ciFJdhfeI7Nh40IspQMlBSK/w"
            "QxdM5q+NuAAAAAAXBlYBCYFpAAcLAQABIwMBAQVdABAAAAyKEgoBaZyLBAAA"
        ),
    }.items()
}
"""Option -> archive. The one with a packed header holds 40 files ``m/name-that-is-long-N.txt`` instead."""

_LZMA2 = {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}
_CODER = b"\x21\x21\x01\x08"


def sevenzipped(members: Mapping[str, bytes], attributes: Mapping[str, int] | None = None) -> bytes:
    """An archive of these members in one folder, packed by LZMA2, with its directory unpacked."""
    body = packed(members)
    return sealed(body, directory(members, len(body), attributes))


def packed(members: Mapping[str, bytes]) -> bytes:
    """The members end to end, packed by LZMA2."""
    return lzma.compress(b"".join(members.values()), lzma.FORMAT_RAW, filters=[_LZMA2])


def sealed(body: bytes, header: bytes) -> bytes:
    """Packed bytes with a directory as an archive, with checksums that fit whatever the directory says."""
    start = struct.pack("<QQL", len(body), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\x04" + struct.pack("<L", zlib.crc32(start)) + start + body + header


def directory(
    members: Mapping[str, bytes],
    size: int,
    attributes: Mapping[str, int] | None = None,
    *,
    coder: bytes = _CODER,
    claimed: int | None = None,
) -> bytes:
    """The directory of an archive.

    Args:
        size: how many bytes the members are packed to.
        attributes: of some members, as 7-Zip keeps them.
        coder: flags, id and properties of the method.
        claimed: unpacked size to state instead of the true one.
    """
    sizes = [len(data) for data in members.values()]
    total = sum(sizes) if claimed is None else claimed
    streams = b"\x06" + number(0) + number(1) + b"\x09" + number(size) + b"\0"
    streams += b"\x07\x0b" + number(1) + b"\0" + number(1) + coder + b"\x0c" + number(total) + b"\0"
    streams += b"\x08\x0d" + number(len(sizes))
    streams += b"\x09" + b"".join(map(number, sizes[:-1]))
    streams += b"\x0a\x01" + b"".join(struct.pack("<L", zlib.crc32(data)) for data in members.values()) + b"\0"
    names = b"\0" + b"".join(f"{name}\0".encode("utf-16-le", "surrogatepass") for name in members)
    files = number(len(members)) + b"\x11" + number(len(names)) + names
    if attributes is not None:
        kept = b"\x01\0" + b"".join(struct.pack("<L", attributes.get(name, 0)) for name in members)
        files += b"\x15" + number(len(kept)) + kept
    return b"\x01\x04" + streams + b"\0\x05" + files + b"\0\0"


def number(value: int) -> bytes:
    """A number as the format writes it: the leading ones of the first byte say how many bytes follow."""
    for follow in range(8):
        if value < 1 << 7 * (follow + 1):
            first = 0xFF << (8 - follow) & 0xFF | value >> 8 * follow
            return bytes([first]) + (value & (1 << 8 * follow) - 1).to_bytes(follow, "little")
    return b"\xff" + value.to_bytes(8, "little")
