"""Easing functions: share of time to share of the path, 0 to 1."""


def ease(share: float) -> float:
    """Start and stop gently: Perlin's smootherstep."""
    x = min(1.0, max(0.0, share))
    return x * x * x * (x * (6 * x - 15) + 10)


def ease_in(share: float) -> float:
    """Start gently."""
    x = min(1.0, max(0.0, share))
    return x * x


def ease_out(share: float) -> float:
    """Stop gently."""
    x = 1 - min(1.0, max(0.0, share))
    return 1 - x * x


def overshoot(share: float) -> float:
    """Go a tenth too far and come back (Penner's back ease-out)."""
    x = min(1.0, max(0.0, share)) - 1
    return 1 + 2.7 * x * x * x + 1.7 * x * x
