"""What asks, and what is nothing but a thank you."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import say, write

from connect_tui.domain.asking import asks, closing, own_words
from connect_tui.domain.text import Span, SpanKind, Text


@pytest.mark.parametrize(
    "text",
    [
        "Which tomatoes?", "どれですか？", "كيف الحال؟", "Ինչպե՞ս ես", "Really❓", "Τι κάνεις;", "¿Qué tal?", "What⁉",
        "Could you tell Ana", "let me know", "PLEASE come", "Kannst du das schicken", "tu peux venir", "dime la hora",
        "me diga a hora", "fammi sapere", "laat me weten", "住所を教えて", "お願いします", "could\nyou bring bread",
    ],
)  # fmt: skip
def test_asks(text: str) -> None:
    assert asks(write(text))


@pytest.mark.parametrize(
    "text",
    [
        "", "The beans are up.", "see https://a.example/?q=1", "`why?` is a word", "> why?\nindeed", "we couldyou", "displeased",
        "a; b; c", "see www.a.example/?x", "pleased to meet you", "@please look", "ありがとう", "I told Ana",
    ],
)  # fmt: skip
def test_does_not_ask(text: str) -> None:
    assert not asks(write(text))


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!", "thank you so much, @ben", "👍", "❤️", "👩‍👩‍👧‍👦", "@me 🙏🏽🙏🏽", ":blobcat:", "<3", "1️⃣", "Danke dir :)", "Vielen Dank!",
        "merci beaucoup", "¡Muchas gracias!", "Obrigada 🎉", "grazie mille", "dank je wel", "ありがとうございます！", "Ok, thanks!",
    ],
)  # fmt: skip
def test_closing(text: str) -> None:
    assert closing(say("ben", text, "b1"))


@pytest.mark.parametrize(
    "text", ["", "@me", "thanks, mine are up", "thanks?", "thanks, could you send it", "ok", "so much", "thanksgiving", "no thanks to you"]
)  # fmt: skip
def test_not_closing(text: str) -> None:
    assert not closing(say("ben", text, "b1"))


def test_thanks_with_something_attached_are_more_than_thanks() -> None:
    assert not closing(say("ben", "Thanks!", "b1", quoting="eva"))


@pytest.mark.parametrize("flood", ["a.", "-a", "a@", "\n", ">", "thanks ", "?", "@a "])
def test_a_flood_of_text_does_not_freeze(flood: str) -> None:
    text = (flood * 100_000)[:100_000]
    started = time.process_time()
    asks(Text(text))
    closing(say("ben", text, "b1", to=()))
    # Far from what a quadratic pattern takes, and far above what an honest one does.
    assert time.process_time() - started < 5


@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(["thanks ", "so ", "much ", "ありがとう", "?", "@a ", "ta "])).map("".join)
)
def test_any_text_is_judged(text: str) -> None:
    assert asks(Text(text)) in (True, False)
    assert closing(say("ben", text, "b1")) in (True, False)


def test_quotes_within_quotes() -> None:
    plain = "could you?\n" * 3_000 + "Mine."
    spans = tuple(Span(SpanKind.QUOTE, start, 33_000) for start in range(0, 33_000, 11))
    before = time.thread_time()
    assert own_words(Text(plain, spans)).strip() == "Mine."
    assert time.thread_time() - before < 1.0
    assert not asks(Text(plain, spans))
    apart = (Span(SpanKind.QUOTE, 11, 21), Span(SpanKind.CODE, 0, 3), Span(SpanKind.QUOTE, 12, 14))
    assert own_words(Text(plain, apart)).startswith("   ld you?\n          \ncould")
