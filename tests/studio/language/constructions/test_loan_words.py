"""Words of Hindi, Malay and Singlish in English messages."""

import pytest

from studio.model.edits.footage import PlaceClip
from studio.model.edits.music import SetPace, SetVolume
from studio.model.edits.overlay import RemoveTitle
from studio.model.edits.record import Edit, Times
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.rules.language.reader import read
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
DOG = AssetId("dog")


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("thoda shorter karo yaar", SetLength(length=Times(factor=0.8333))),
        ("dog last can lah", PlaceClip(clip=DOG, where="last")),
        ("dog wala clip pehle daalo", PlaceClip(clip=DOG, where="first")),
        ("lagu kuat sikit boss", SetVolume(level=Times(factor=1.2))),
        ("title hatao", RemoveTitle()),
        ("can make faster or not leh", SetPace(rate=Times(factor=1.5))),
    ],
)
def test_a_loan_word_is_read(text: str, edit: Edit) -> None:
    assert read(text, CUT30).edits == (edit,)
