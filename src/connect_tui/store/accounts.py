"""My accounts as their networks know them, and the slow facts about each."""

# ruff: noqa: S608 - every value is bound; only names that stand in this program are put into a query
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from connect_tui.domain.people import Account
from connect_tui.port.capabilities import Capabilities
from connect_tui.store.codec import ACCOUNT, CAPABILITIES, POST, as_list
from connect_tui.store.database import Part
from connect_tui.store.folk import Folk
from connect_tui.store.grouping import take_apart
from connect_tui.store.moments import from_micros, to_micros
from connect_tui.store.search import Change, forget_words, index_words

_TABLES = ("facts", "cursors", "relations", "follow_requests", "boosts", "copies", "links")


class StoredAccount(Struct, frozen=True):
    """What `Provider.verify` found, and when."""

    account: Account
    capabilities: Capabilities
    verified: datetime


class Accounts(Part):
    """Accounts and facts."""

    def set_account(self, account: Account, capabilities: Capabilities, verified: datetime) -> None:
        """Keep what was found about an account."""
        self._db.run(
            "INSERT OR REPLACE INTO accounts (name, account, capabilities, verified) VALUES (?, ?, ?, ?)",
            account.name,
            ACCOUNT.encode(account),
            CAPABILITIES.encode(capabilities),
            to_micros(verified),
        )

    def accounts(self) -> tuple[StoredAccount, ...]:
        """All accounts, by name."""
        rows = self._db.rows("SELECT account, capabilities, verified FROM accounts ORDER BY name")
        return tuple(
            StoredAccount(
                self._db.decode(ACCOUNT, account),
                self._db.decode(CAPABILITIES, capabilities),
                from_micros(verified),
            )
            for account, capabilities, verified in rows
        )

    def fact(self, account: str, fact: str) -> tuple[bytes, datetime] | None:
        """What sync keeps under this name, and since when."""
        row = self._db.row("SELECT value, at FROM facts WHERE account = ? AND fact = ?", account, fact)
        return (bytes(row[0]), from_micros(row[1])) if row else None

    def facts(self, fact: str) -> dict[str, bytes]:
        """What sync keeps under this name, by account."""
        rows = self._db.rows("SELECT account, value FROM facts WHERE fact = ?", fact)
        return {account: bytes(value) for account, value in rows}

    def set_fact(self, account: str, fact: str, value: bytes, at: datetime) -> None:
        """Keep something under this name."""
        self._db.run(
            "INSERT OR REPLACE INTO facts (account, fact, value, at) VALUES (?, ?, ?, ?)",
            account,
            fact,
            value,
            to_micros(at),
        )

    def forget_account(self, name: str) -> None:
        """Forget everything that only this account saw. The inbox has to be judged anew afterwards."""
        with self._db.transaction():
            self._db.run("DELETE FROM accounts WHERE name = ?", name)
            groups = self._forget_posts(name)
            for table in _TABLES:
                self._db.run(f"DELETE FROM {table} WHERE account = ?", name)
            take_apart(self._db, groups)
            for table in ("completed", "found"):
                self._db.run(f"DELETE FROM {table} WHERE uri NOT IN (SELECT uri FROM posts)")
            Folk(self._db).forget_unseen()
            self._db.run("DELETE FROM places")
            self._db.run("DELETE FROM notes WHERE name = 'inbox-made-for'")

    def _forget_posts(self, name: str) -> set[int]:
        """Take its copies from the posts; the groups in which something is left. This comes before the first
        frame, so the indexes forget one by one, or all and learn again, whichever is less.
        """
        if self._db.row("SELECT 1 FROM copies WHERE account <> ? LIMIT 1", name) is None:
            forget_words(self._db)
            self._db.run("DELETE FROM posts")
            return set()
        rows = self._db.rows(
            "SELECT id, grp, body FROM posts WHERE id IN (SELECT post FROM copies WHERE account = ?)", name
        )
        gone: list[Change] = []
        for row, _, body in rows:
            post = self._db.decode(POST, body)
            kept = replace(post, copies=tuple(copy for copy in post.copies if copy.id.account != name))
            if kept.copies:
                self._db.run("UPDATE posts SET body = ? WHERE id = ?", POST.encode(kept), row)
            else:
                gone.append((row, post, replace(post, deleted=True)))
        ids = as_list([row for row, _, _ in gone])
        self._db.run("DELETE FROM posts WHERE id IN (SELECT value FROM json_each(?))", ids)
        left = self._db.rows("SELECT id FROM posts")
        if len(left) > len(gone):
            index_words(self._db, gone)
        else:
            forget_words(self._db)
            for (row,) in left:
                ((body,),) = self._db.rows("SELECT body FROM posts WHERE id = ?", row)
                index_words(self._db, [(row, None, self._db.decode(POST, body))])
        return {group for _, group, _ in rows}
