"""Places, moves and sides of a picture that is turned clockwise and then mirrored."""

from studio.model.edits.picture import Turn

Pair = tuple[float, float]


def lies(turn: Turn | None) -> bool:
    """Whether width and height change places."""
    return turn is not None and turn.degrees % 180 == 90


def turned_sides(width: int, height: int, turn: Turn | None) -> tuple[int, int]:
    """Width and height as they are shown."""
    return (height, width) if lies(turn) else (width, height)


def turned_place(x: float, y: float, turn: Turn | None) -> Pair:
    """A place, in shares of the picture's sides, as it is shown."""
    across, down = turned_move(x - 0.5, y - 0.5, turn)
    return round(0.5 + across, 4), round(0.5 + down, 4)


def turned_move(right: float, down: float, turn: Turn | None) -> Pair:
    """A move of the picture, in shares of its sides, as it is shown."""
    if turn is None:
        return right, down
    right, down = {
        90: (-down, right),
        180: (-right, -down),
        270: (down, -right),
    }.get(turn.degrees, (right, down))
    if turn.mirror == "horizontal":
        return -right, down
    return right, -down if turn.mirror else down
