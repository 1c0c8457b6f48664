"""Convert colours from their written form to 8-bit BT.709."""

KR, KG, KB = 0.2126, 0.7152, 0.0722
"""The shares of red, green and blue in the luma of BT.709."""
CB_SPAN, CR_SPAN = 1.8556, 1.5748
"""What blue or red less luma is divided by, so that Cb and Cr are within half of one."""


def yuv(red: float, green: float, blue: float) -> tuple[int, int, int]:
    """Y, Cb, Cr in limited range of a colour from 0 to 255."""
    luma = KR * red + KG * green + KB * blue
    return (
        round(16 + luma * 219 / 255),
        round(128 + (blue - luma) / CB_SPAN * 224 / 255),
        round(128 + (red - luma) / CR_SPAN * 224 / 255),
    )


def from_hex(color: str) -> tuple[int, int, int]:
    """Red, green and blue of "#rrggbb". Raises ``ValueError``."""
    value = int(color.removeprefix("#"), 16)
    return value >> 16 & 255, value >> 8 & 255, value & 255
