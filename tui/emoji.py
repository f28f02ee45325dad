"""Emoji by name, in the languages that I write. The data comes from the library `emoji`, read when it is
first asked for: see `docs/decisions/0019-emoji-by-name.md`.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache


@lru_cache(maxsize=4)
def names(languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Every emoji with each of its names, as they are typed ("thumbs_up"): in English, under the short names
    that people know from elsewhere, and in these languages. It takes some 50 ms: call it in a thread.
    """
    # Imported here: it holds a few thousand names, which are seldom needed and never before the first frame.
    import emoji

    known = [code for code in dict.fromkeys(_main(code) for code in languages) if code in emoji.LANGUAGES]
    for code in known:
        emoji.config.load_language(code)
    whole = emoji.STATUS["fully_qualified"]
    return tuple(
        (name, sign)
        for sign, data in emoji.EMOJI_DATA.items()
        if data["status"] == whole and "skin_tone" not in data["en"]
        for name in _each([data.get("alias", ()), data["en"], *(data.get(code, "") for code in known)])
    )


def find(begun: str, known: Sequence[tuple[str, str]], most: int = 6) -> tuple[tuple[str, str], ...]:
    """The emoji, each with the name it was found by, whose names fit best to what is typed."""
    wanted = begun.casefold()
    found: dict[str, tuple[int, int, str]] = {}
    for name, sign in known:
        place = name.casefold().find(wanted)
        if place < 0:
            continue
        rank = 0 if place == 0 else 1 if name[place - 1] == "_" else 2
        here = (rank, len(name), name)
        if sign not in found or here < found[sign]:
            found[sign] = here
    best = sorted(found.items(), key=lambda item: item[1])[:most]
    return tuple((rank[2], sign) for sign, rank in best)


def _each(fields: Sequence[str | Sequence[str]]) -> Iterator[str]:
    seen: set[str] = set()
    for field in fields:
        for name in (field,) if isinstance(field, str) else field:
            bare = name.strip(":")
            if bare and bare not in seen:
                seen.add(bare)
                yield bare


def _main(code: str) -> str:
    return code.split("-")[0].casefold()
