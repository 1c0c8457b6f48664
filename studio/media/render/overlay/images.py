"""Photos over the picture: logos, watermarks, stickers, with their transparency."""

from pathlib import Path

from PIL import Image

from studio.media.inspection.photos import upright_photo
from studio.media.pixels.planes import Picture
from studio.media.render.overlay.layer import FULL, Layer
from studio.model.plan import Overlay, RenderPlan
from studio.rules.picture.framing import even


class OverlayRenderer:
    """All overlays of a plan; each is loaded when it first appears, and released at its end."""

    def __init__(self, plan: RenderPlan) -> None:
        self._overlays, self._size = plan.overlays, (plan.width, plan.height)
        self._layers: dict[int, Layer] = {}

    def draw_on(self, picture: Picture, number: int) -> Picture:
        """The picture with the overlays of this output frame on it."""
        showing = [
            (index, overlay)
            for index, overlay in enumerate(self._overlays)
            if overlay.first <= number < overlay.first + overlay.frames
        ]
        self._layers = {n: self._layers[n] for n, _ in showing if n in self._layers}
        if not showing:
            return picture
        out = Picture(picture.y.copy(), picture.u.copy(), picture.v.copy())
        for index, overlay in showing:
            if index not in self._layers:
                self._layers[index] = self._loaded(overlay)
            layer = self._layers[index]
            strength = round(FULL * _opacity(overlay, number - overlay.first))
            layer.blend_onto(out, *self._corner(overlay, layer), strength)
        return out

    def _loaded(self, overlay: Overlay) -> Layer:
        """Scaled to its width, at most as high as the frame."""
        image = upright_photo(Path(overlay.path), overlay.name, 2 * max(self._size))
        scale = overlay.width * self._size[0] / image.width
        scale = min(scale, self._size[1] / image.height)
        size = (even(image.width * scale), even(image.height * scale))
        # Premultiplied, so that the colour of what is transparent does not bleed in.
        small = image.convert("RGBa").resize(size, Image.Resampling.LANCZOS)
        return Layer(small.convert("RGBA"))

    def _corner(self, overlay: Overlay, layer: Layer) -> tuple[int, int]:
        """The nearest position to the requested one at which the whole picture is visible."""
        left = round(overlay.x * self._size[0] - layer.width / 2)
        top = round(overlay.y * self._size[1] - layer.height / 2)
        left = min(max(0, left), self._size[0] - layer.width)
        top = min(max(0, top), self._size[1] - layer.height)
        return left // 2 * 2, top // 2 * 2


def _opacity(overlay: Overlay, frame: int) -> float:
    left = overlay.frames - 1 - frame
    share = min(
        1.0,
        (frame + 1) / (overlay.fade_in + 1),
        (left + 1) / (overlay.fade_out + 1),
    )
    return overlay.opacity * share
