"""The tables of `mine.db`. A script that has been released is never changed: a new one is added.

Times are microseconds since 1970 (`moments`), people are handle keys.
"""

_FIRST = """
CREATE TABLE drafts (
    key TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    text TEXT NOT NULL,
    changed INTEGER NOT NULL,
    answers TEXT NOT NULL,
    visibility TEXT NOT NULL,
    warning TEXT NOT NULL,
    language TEXT NOT NULL,
    recipients TEXT NOT NULL, -- a JSON array of full handles
    state TEXT NOT NULL,
    not_before INTEGER,
    first_tried INTEGER,
    problem TEXT NOT NULL,
    sent_uri TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX drafts_by_state ON drafts (state, not_before);
CREATE INDEX drafts_by_answered ON drafts (answers);

-- No number is used twice: whoever remembers one must not find another mark under it.
CREATE TABLE marks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    made INTEGER NOT NULL,
    until INTEGER
);
CREATE TABLE mark_posts (
    uri TEXT NOT NULL,
    mark INTEGER NOT NULL REFERENCES marks (id) ON DELETE CASCADE,
    addressed INTEGER NOT NULL,
    PRIMARY KEY (uri, mark)
) WITHOUT ROWID;
CREATE INDEX mark_posts_by_mark ON mark_posts (mark);

-- Everybody I have ever written to.
CREATE TABLE written (
    handle TEXT PRIMARY KEY
) WITHOUT ROWID;

-- What was changed on the screen about the circles of the configuration, in order.
CREATE TABLE circle_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    circle TEXT NOT NULL,
    handle TEXT NOT NULL,
    present INTEGER NOT NULL,
    UNIQUE (circle, handle)
);
"""

_JOURNAL = """
-- What can be taken back, the newest last. `body` is a step (`store.journal`) as JSON.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    made INTEGER NOT NULL,
    body BLOB NOT NULL
);
"""

_READ_LINES = """
-- How far I have read: a place is a timeline of an account, or a conversation by one of its posts.
-- `marker` is what the network said of it last, `elsewhere` what another program told the network.
CREATE TABLE read_lines (
    place TEXT PRIMARY KEY,
    at INTEGER,
    marker_at INTEGER,
    marker_account TEXT NOT NULL,
    marker_key TEXT NOT NULL,
    elsewhere INTEGER
) WITHOUT ROWID;
"""

_WRITING = """
-- Media and poll are JSON (`codec`), null where there are none.
ALTER TABLE drafts ADD COLUMN media BLOB;
ALTER TABLE drafts ADD COLUMN poll BLOB;
ALTER TABLE drafts ADD COLUMN sensitive INTEGER NOT NULL DEFAULT 0;
ALTER TABLE drafts ADD COLUMN edits TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN follows TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN asked_alt INTEGER NOT NULL DEFAULT 0;
CREATE INDEX drafts_by_edited ON drafts (edits);
CREATE INDEX drafts_by_followed ON drafts (follows);
"""

_PREFERENCES = """
-- What was chosen on the screen instead of what the configuration says.
CREATE TABLE preferences (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    instead_of TEXT NOT NULL
) WITHOUT ROWID;
"""

_SAME_PEOPLE = """
-- Handles of people who are on several networks; those that go by one name are one person.
CREATE TABLE same_people (
    handle TEXT PRIMARY KEY,
    person TEXT NOT NULL
) WITHOUT ROWID;
"""

SCRIPTS = (_FIRST, _JOURNAL, _READ_LINES, _WRITING, _PREFERENCES, _SAME_PEOPLE)
