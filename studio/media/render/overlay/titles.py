"""Draw the titles of a plan when they first appear, and blend them onto frames."""

from PIL import Image

from studio.media.pixels.planes import Picture
from studio.media.render.overlay.layer import FULL, Layer
from studio.media.render.overlay.lettering import Lettering
from studio.model.edits.overlay import Position
from studio.model.effects import TextStyle
from studio.model.plan import RenderPlan, Title
from studio.rules.picture.framing import even
from studio.rules.picture.text_layout import MARGIN, clean
from studio.rules.picture.text_motion import TextState, text_state


class TitleRenderer:
    """All titles of a plan; each is released when its time is over."""

    def __init__(self, plan: RenderPlan) -> None:
        self._plan = plan
        self._titles = [title for title in plan.titles if clean(title.text)]
        self._drawn: dict[int, _DrawnTitle] = {}

    def draw_on(self, picture: Picture, number: int) -> Picture:
        """The picture with the titles of this output frame on it."""
        showing = [
            (index, title)
            for index, title in enumerate(self._titles)
            if title.first <= number < title.first + title.frames
        ]
        self._drawn = {n: self._drawn[n] for n, _ in showing if n in self._drawn}
        if not showing:
            return picture
        out = Picture(picture.y.copy(), picture.u.copy(), picture.v.copy())
        for index, title in showing:
            if index not in self._drawn:
                self._drawn[index] = _DrawnTitle(title, self._plan)
            self._drawn[index].blend_onto(out, number - title.first)
        return out


class _DrawnTitle:
    """One title; the layer of its last state is cached while it does not change."""

    def __init__(self, title: Title, plan: RenderPlan) -> None:
        self._title, self._fps = title, float(plan.fps)
        self._size = (plan.width, plan.height)
        self._lettering = Lettering(title.text, title.style, *self._size)
        self._image = self._lettering.draw()
        self._corner = corner(title.style, self._image.size, self._size)
        self._key: tuple[int, int] = (-1, -1)
        self._layer: Layer | None = None

    def blend_onto(self, picture: Picture, frame: int) -> None:
        style = self._title.style
        state = text_state(
            style.animation_in, style.animation_out, frame, self._title.frames,
            self._fps, self._lettering.letters,
        )  # fmt: skip
        if state is None:
            return
        layer = self._layer_of(state)
        left = self._corner[0] + (self._image.width - layer.width) // 2
        top = self._corner[1] + (self._image.height - layer.height) // 2
        left += round(state.across * self._size[0])
        strength = round(FULL * state.opacity)
        layer.blend_onto(picture, left // 2 * 2, top // 2 * 2, strength)

    def _layer_of(self, state: TextState) -> Layer:
        letters = round(state.letters * self._lettering.letters)
        width = even(self._image.width * state.scale)
        if self._layer is None or self._key != (letters, width):
            self._key = (letters, width)
            whole = letters >= self._lettering.letters
            image = self._image if whole else self._lettering.draw(letters)
            if width != image.width:
                size = (width, even(image.height * state.scale))
                image = image.resize(size, Image.Resampling.BILINEAR)
            self._layer = Layer(image)
        return self._layer


def corner(
    style: TextStyle, own: tuple[int, int], frame: tuple[int, int]
) -> tuple[int, int]:
    """The position of the upper left corner, with the whole title inside the frame."""
    across, down = (round(side * MARGIN) for side in frame)
    place = style.position
    left, top = ((whole - part) // 2 for whole, part in zip(frame, own, strict=True))
    if place in (Position.LEFT, Position.TOP_LEFT, Position.BOTTOM_LEFT):
        left = across
    if place in (Position.RIGHT, Position.TOP_RIGHT, Position.BOTTOM_RIGHT):
        left = frame[0] - across - own[0]
    if place in (Position.TOP, Position.TOP_LEFT, Position.TOP_RIGHT):
        top = down
    if place in (Position.BOTTOM, Position.BOTTOM_LEFT, Position.BOTTOM_RIGHT):
        top = frame[1] - down - own[1]
    if style.x is not None:
        left = round(frame[0] * style.x - own[0] / 2)
    if style.y is not None:
        top = round(frame[1] * style.y - own[1] / 2)
    left, top = (
        min(max(0, at), whole - part)
        for at, whole, part in zip((left, top), frame, own, strict=True)
    )
    return left // 2 * 2, top // 2 * 2
