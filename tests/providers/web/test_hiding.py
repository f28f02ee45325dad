"""What a server repeats of what it was sent is not passed on."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_tui.providers.web.hiding import without_secrets

TOKEN = "YUko7-Qm_x92/lsDe+00pK=="


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("no such thing", "no such thing"),
        (TOKEN, "…"),
        (f"The token {TOKEN} is invalid", "The token … is invalid"),
        (f"Bearer {TOKEN}: no", "Bearer …: no"),
        (f"twice {TOKEN} and {TOKEN}", "twice … and …"),
        (f"cut off {TOKEN[:12]}", "cut off …"),
        (f"{TOKEN[-9:]} at the end of it", "… at the end of it"),
        (f"a little {TOKEN[:6]} says nothing", f"a little {TOKEN[:6]} says nothing"),
        (f"shouted {TOKEN.upper()}", "shouted …"),
        (f"in an address ?t={quote(TOKEN, '')}&x", "in an address ?t=…&x"),
        (f"in every sign ?t={''.join(f'%{ord(letter):02X}' for letter in TOKEN)}&x", "in every sign ?t=…&x"),
        (f"digits {TOKEN.encode().hex().upper()}", "digits …"),
        (f"Base64 {b64encode(TOKEN.encode()).decode()}", "Base64 …"),
        (f"spaced {' '.join(TOKEN)} out", "spaced … out"),
        (f"in fours {' '.join(TOKEN[i : i + 4] for i in range(0, 24, 4))}", "in fours …"),
        ("hunter2 was not taken", "… was not taken"),
        ("İstanbul and hunter2", "İstanbul and …"),
        ("", ""),
    ],
)
def test_what_is_left(said: str, shown: str) -> None:
    assert without_secrets(said, [TOKEN, "hunter2", ""]) == shown


SECRETS = st.text("abcXYZ0189-._~+/= ", min_size=1, max_size=40)


@given(secret=SECRETS, before=st.text(max_size=20), after=st.text(max_size=20))
def test_nothing_of_a_secret_is_left(secret: str, before: str, after: str) -> None:
    shown = without_secrets(f"{before}{secret}{after}", [secret])
    window = min(8, len(secret))
    assert not any(secret[at : at + window] in shown for at in range(len(secret) - window + 1))


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@given(before=st.binary(max_size=20), after=st.binary(max_size=20))
def test_nor_of_one_in_base64_whatever_stands_around_it(
    encode: Callable[[bytes], bytes], before: bytes, after: bytes
) -> None:
    shown = without_secrets(encode(before + TOKEN.encode() + after).decode(), [TOKEN])
    told = [letter for part in shown.split("…") for letter in part]
    of_others = encode(before).decode() + encode(after).decode()
    assert len(told) <= len(of_others) + 8
    assert "…" in shown


@given(said=st.text(max_size=100))
def test_without_a_secret_nothing_changes(said: str) -> None:
    assert without_secrets(said, [""]) == said
