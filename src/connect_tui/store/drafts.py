"""Drafts and the outbox: every one stands here until the server has it, or it is thrown away."""

# ruff: noqa: S608 - every value is bound; only names that stand in this program are put into a query
from collections.abc import Collection
from datetime import datetime

from msgspec.structs import replace

from connect_tui.domain.draft import Draft, DraftMedia, DraftPoll, DraftState
from connect_tui.domain.marks import Delivery
from connect_tui.domain.post import Visibility
from connect_tui.store.codec import MEDIA, NAMES, POLL, as_list
from connect_tui.store.database import Part, Row
from connect_tui.store.moments import (
    SPOILT,
    from_micros,
    from_micros_or_none,
    to_micros,
    to_micros_or_none,
)

_COLUMNS = (
    "key, account, text, changed, answers, visibility, warning, language, recipients,"
    " media, poll, sensitive, edits, follows, asked_alt,"
    " state, not_before, first_tried, problem, sent_uri"
)
_LEFT = "Part of this could not be read any more. Look at whom it goes to, and at what goes with it."
_PLACES = ", ".join("?" for _ in _COLUMNS.split(", "))
_SETS = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS.split(", ") if name != "key")
_PENDING = {
    DraftState.QUEUED.value: Delivery.SENDING,
    DraftState.SENDING.value: Delivery.SENDING,
    DraftState.UNSURE.value: Delivery.NOT_SENT,
    DraftState.FAILED.value: Delivery.NOT_SENT,
}


class Drafts(Part):
    """Drafts by their keys. What has been handed to a server never falls back to being written."""

    def save_draft(self, draft: Draft) -> bool:
        """Write the draft as it is; false, and nothing happens, where it is being written
        (`WRITING`) while it is already on its way (`SENDING`, `SENT`): a composer was behind.
        """
        sql = f"""
            INSERT INTO drafts ({_COLUMNS}) VALUES ({_PLACES})
            ON CONFLICT (key) DO UPDATE SET {_SETS}
            WHERE NOT (excluded.state = 'writing' AND state IN ('sending', 'sent'))
        """
        return bool(self._db.run(sql, *_values(draft)))

    def draft(self, key: str) -> Draft | None:
        """The draft with this key."""
        row = self._db.row(f"SELECT {_COLUMNS} FROM drafts WHERE key = ?", key)
        return self._draft(row) if row else None

    def drafts(self, states: Collection[DraftState] | None = None) -> tuple[Draft, ...]:
        """All drafts, or those in these states, the one that was changed last first."""
        if states is None:
            sql = f"SELECT {_COLUMNS} FROM drafts ORDER BY changed DESC, key"
            return tuple(self._draft(row) for row in self._db.rows(sql))
        sql = f"""
            SELECT {_COLUMNS} FROM drafts WHERE state IN (SELECT value FROM json_each(?))
            ORDER BY changed DESC, key
        """
        found = [self._draft(row) for row in self._db.rows(sql, as_list(sorted(states)))]
        return tuple(draft for draft in found if draft.state in states)

    def drafts_after(self, key: str) -> tuple[Draft, ...]:
        """The drafts that continue this one and are not sent yet, in the order in which they were written."""
        sql = f"""
            SELECT {_COLUMNS} FROM drafts WHERE follows = ? AND follows <> '' AND state <> 'sent'
            ORDER BY changed, key
        """
        return tuple(self._draft(row) for row in self._db.rows(sql, key))

    def follow_instead(self, key: str, other: str) -> tuple[Draft, ...]:
        """Let what continues the first of these drafts continue the other one; what is just being sent goes
        its way. What waited to be sent waits for that one: it has failed until then.
        """
        sql = f"""
            UPDATE drafts SET follows = ?, not_before = NULL,
                state = CASE state WHEN 'queued' THEN 'failed' ELSE state END
            WHERE follows = ? AND follows <> '' AND key <> ? AND state NOT IN ('sending', 'sent')
            RETURNING {_COLUMNS}
        """
        return tuple(self._draft(row) for row in self._db.rows(sql, other, key, other))

    def drop_draft(self, key: str) -> bool:
        """Throw the draft away; false where there is none, or it is just being sent."""
        return bool(self._db.run("DELETE FROM drafts WHERE key = ? AND state <> 'sending'", key))

    def queue(self, key: str, not_before: datetime) -> Draft | None:
        """Put the draft into the outbox; `None` where it is there already, or gone."""
        sql = f"""
            UPDATE drafts SET state = 'queued', not_before = ?, problem = ''
            WHERE key = ? AND state IN ('writing', 'failed', 'unsure') RETURNING {_COLUMNS}
        """
        return self._moved(sql, to_micros(not_before), key)

    def take_back(self, key: str) -> Draft | None:
        """Take the draft out of the outbox to write on; `None` where it is too late for that."""
        sql = f"""
            UPDATE drafts SET state = 'writing', not_before = NULL
            WHERE key = ? AND state IN ('queued', 'failed', 'unsure') RETURNING {_COLUMNS}
        """
        return self._moved(sql, key)

    def reschedule(self, key: str, not_before: datetime) -> bool:
        """Let a draft that is in the outbox go at another time; false where it is not there any more."""
        sql = "UPDATE drafts SET not_before = ? WHERE key = ? AND state = 'queued'"
        return bool(self._db.run(sql, to_micros(not_before), key))

    def ready(self, now: datetime) -> tuple[Draft, ...]:
        """What may be sent now, in the order in which it was meant to go."""
        sql = f"""
            SELECT {_COLUMNS} FROM drafts WHERE state = 'queued' AND (not_before IS NULL OR not_before <= ?)
            ORDER BY not_before, changed, key
        """
        found = [self._draft(row) for row in self._db.rows(sql, to_micros(now))]
        return tuple(draft for draft in found if draft.state is DraftState.QUEUED)

    def claim(self, key: str, now: datetime) -> Draft | None:
        """Take a draft that may be sent now, to send it; `None` where somebody else did, or took it back."""
        sql = f"""
            UPDATE drafts SET state = 'sending', first_tried = coalesce(first_tried, ?)
            WHERE key = ? AND state = 'queued' AND (not_before IS NULL OR not_before <= ?)
            RETURNING {_COLUMNS}
        """
        return self._moved(sql, to_micros(now), key, to_micros(now))

    def pending(self) -> dict[str, Delivery]:
        """What has become of my answers that no server has yet, by the URI of the answered post."""
        found: dict[str, Delivery] = {}
        sql = """
            SELECT answers, state FROM drafts
            WHERE answers <> '' AND state IN ('queued', 'sending', 'unsure', 'failed')
        """
        for uri, state in self._db.rows(sql):
            delivery = _PENDING[state]
            # What did not go has to be seen, whatever else is on its way.
            if found.get(uri) is not Delivery.NOT_SENT:
                found[uri] = delivery
        return found

    def _moved(self, sql: str, *values: object) -> Draft | None:
        rows = self._db.rows(sql, *values)
        return self._draft(rows[0]) if rows else None

    def _draft(self, row: Row) -> Draft:
        try:
            return _whole(row)
        except SPOILT:
            left = _what_is_left(row)
            # From now on it is what it is taken for, whoever asks.
            self._db.run(f"INSERT OR REPLACE INTO drafts ({_COLUMNS}) VALUES ({_PLACES})", *_values(left))
            return left


def _whole(row: Row) -> Draft:
    (
        key, account, text, changed, answers, visibility, warning, language, recipients,
        media, poll, sensitive, edits, follows, asked_alt,
        state, not_before, first_tried, problem, sent_uri,
    ) = row  # fmt: skip
    words = (account, text, answers, warning, language, edits, follows, problem, sent_uri)
    if not all(isinstance(word, str) for word in words):
        raise TypeError("words are stored as something else")
    return Draft(
        key=key,
        account=account,
        text=text,
        changed=from_micros(changed),
        answers=answers,
        visibility=Visibility(visibility),
        warning=warning,
        language=language,
        recipients=NAMES.decode(recipients),
        media=MEDIA.decode(media) if media is not None else (),
        poll=POLL.decode(poll) if poll is not None else None,
        sensitive=bool(sensitive),
        edits=edits,
        follows=follows,
        asked_alt=bool(asked_alt),
        state=DraftState(state),
        not_before=from_micros_or_none(not_before),
        first_tried=from_micros_or_none(first_tried),
        problem=problem,
        sent_uri=sent_uri,
    )


def _what_is_left(row: Row) -> Draft:
    """A draft of which something cannot be read, as a disk can leave it: its words, and nothing that would
    send them by itself or to more people.
    """
    known = dict(zip(_COLUMNS.split(", "), row, strict=True))
    words = {name: _readable(value) for name, value in known.items()}
    sent = words["state"] == DraftState.SENT.value
    named = {visibility.value: visibility for visibility in Visibility}
    return Draft(
        key=words["key"],
        account=words["account"],
        text=words["text"],
        changed=from_micros(0),
        answers=words["answers"],
        visibility=named.get(words["visibility"], Visibility.DIRECT),
        warning=words["warning"],
        language=words["language"],
        edits=words["edits"],
        state=DraftState.SENT if sent else DraftState.FAILED,
        problem="" if sent else _LEFT,
        sent_uri=words["sent_uri"],
    )


def _readable(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


def _values(draft: Draft) -> tuple[object, ...]:
    return (
        draft.key,
        draft.account,
        _storable(draft.text),
        to_micros(draft.changed),
        draft.answers,
        draft.visibility.value,
        _storable(draft.warning),
        draft.language,
        as_list(draft.recipients),
        MEDIA.encode(tuple(_storable_media(medium) for medium in draft.media)) if draft.media else None,
        POLL.encode(_storable_poll(draft.poll)) if draft.poll else None,
        draft.sensitive,
        draft.edits,
        draft.follows,
        draft.asked_alt,
        draft.state.value,
        to_micros_or_none(draft.not_before),
        to_micros_or_none(draft.first_tried),
        _storable(draft.problem),
        draft.sent_uri,
    )


def _storable(text: str) -> str:
    """Half characters, as a terminal in a wrong encoding can deliver them, must not lose a draft."""
    return text.encode("utf-8", "replace").decode()


def _storable_media(medium: DraftMedia) -> DraftMedia:
    return replace(medium, path=_storable(medium.path), alt=_storable(medium.alt))


def _storable_poll(poll: DraftPoll) -> DraftPoll:
    return replace(poll, options=tuple(_storable(option) for option in poll.options))
