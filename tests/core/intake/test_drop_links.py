"""Links of the drop page: only what was signed by us is accepted."""

from hypothesis import given, strategies as st

from core.model.chat import ChatId, Sender, SenderId
from core.model.drop_link import DropLink, DropPage, LinkFault, Reach
from core.model.session import ProjectId
from core.rules.drop_links import LIFE_SECONDS, DropLinks

PAGE = DropPage("https://clips.test", Reach.PUBLIC, 500)
LINKS = DropLinks([b"one"], PAGE)
LINK = DropLink(
    ChatId("fake:1"), ProjectId("p1"), Sender(SenderId("fake:mia"), "Mia", "en"), 1000.0
)
WORDS = st.text(max_size=50).filter(lambda text: text.isprintable())


@given(WORDS, WORDS, WORDS, st.booleans(), st.integers(1, 10**10))
def test_what_was_signed_is_read_until_it_expires(
    name: str, chat: str, place: str, private: bool, expires: int
) -> None:
    person = Sender(SenderId("fake:mia"), name, "zh")
    link = DropLink(
        ChatId(chat), ProjectId("p"), person, float(expires), private, place
    )
    token = LINKS.sign(link)
    assert LINKS.read(token, expires - 1) == link
    assert LINKS.read(token, expires) is LinkFault.EXPIRED


@given(st.data())
def test_a_token_with_any_character_changed_is_invalid(data: st.DataObject) -> None:
    token = LINKS.sign(LINK)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(
        st.sampled_from("ABCxyz019_-.=/%é").filter(lambda c: c != token[at])
    )
    assert LINKS.read(token[:at] + other + token[at + 1 :], 0) is LinkFault.INVALID


@given(st.one_of(st.text(max_size=300), st.from_regex(r"[\w-]{1,99}\.[\w-]{32}")))
def test_no_made_up_token_is_valid(token: str) -> None:
    assert LINKS.read(token, 0) is LinkFault.INVALID


@given(st.integers(1, len(LINKS.sign(LINK)) - 1))
def test_a_token_that_was_cut_off_is_invalid(length: int) -> None:
    assert LINKS.read(LINKS.sign(LINK)[:length], 0) is LinkFault.INVALID


def test_a_link_of_another_key_is_invalid_and_an_older_key_still_counts() -> None:
    token = LINKS.sign(LINK)
    assert DropLinks([b"two"], PAGE).read(token, 0) is LinkFault.INVALID
    assert DropLinks([b"two", b"one"], PAGE).read(token, 0) == LINK


def test_the_address_holds_a_link_for_some_hours() -> None:
    address = LINKS.address(LINK, 5000.0)
    token = address.removeprefix("https://clips.test/drop/").removesuffix("/")
    link = LINKS.read(token, 5000.0)
    assert isinstance(link, DropLink)
    assert link.expires == 5000.0 + LIFE_SECONDS
