"""Convert colours from their written form to 8-bit BT.709."""


def yuv(red: float, green: float, blue: float) -> tuple[int, int, int]:
    """Y, Cb, Cr in limited range of a colour from 0 to 255."""
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        round(16 + luma * 219 / 255),
        round(128 + (blue - luma) / 1.8556 * 224 / 255),
        round(128 + (red - luma) / 1.5748 * 224 / 255),
    )


def from_hex(color: str) -> tuple[int, int, int]:
    """Red, green and blue of "#rrggbb". Raises ``ValueError``."""
    value = int(color.removeprefix("#"), 16)
    return value >> 16 & 255, value >> 8 & 255, value & 255
