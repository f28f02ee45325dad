"""The tables of `cache.db`. A script that has been released is never changed: a new one is added.

Nothing here is a number of people, posts or reactions. `body` is a domain object (`codec`), times are
microseconds since 1970 (`moments`), people are handle keys.
"""

_FIRST = """
-- Rows are numbered in the order in which posts became known and are not renumbered: where two posts claim
-- one id, the later one has it, as in `domain.conversation.assemble`. A tangled post has parents under
-- several URIs; reading its conversation has to look beyond it.
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    grp INTEGER NOT NULL,
    author TEXT NOT NULL,
    time INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    tangled INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX posts_by_group ON posts (grp);
CREATE INDEX posts_by_author ON posts (author, time);

-- The ids under which a post is known, and those of the posts that it answers.
CREATE TABLE copies (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    post INTEGER NOT NULL,
    PRIMARY KEY (account, key, post)
) WITHOUT ROWID;
CREATE TABLE links (
    post INTEGER NOT NULL,
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (post, account, key)
) WITHOUT ROWID;
CREATE INDEX links_by_parent ON links (account, key, post);

CREATE TABLE boosts (
    uri TEXT NOT NULL,
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    author TEXT NOT NULL,
    time INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (uri, account, key)
) WITHOUT ROWID;
CREATE INDEX boosts_by_id ON boosts (account, key);
CREATE INDEX boosts_by_author ON boosts (author);

-- The text itself stands in the posts.
CREATE VIRTUAL TABLE words USING fts5 (text, content = '', tokenize = 'trigram');
CREATE VIRTUAL TABLE word_parts USING fts5vocab (words, row);

-- The inbox: `section` is null for what is not shown but may be, when it is due.
CREATE TABLE places (
    grp INTEGER PRIMARY KEY,
    section INTEGER,
    p1 INTEGER,
    p2 INTEGER,
    p3 INTEGER,
    time REAL,
    uri TEXT,
    due INTEGER
);
CREATE INDEX places_in_order ON places (section, p1, p2, p3, time, uri);
CREATE INDEX places_due ON places (due) WHERE due IS NOT NULL;

-- Which ids stood in which timeline, by the time of the post or boost.
CREATE TABLE feeds (
    account TEXT NOT NULL,
    feed TEXT NOT NULL,
    key TEXT NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (account, feed, key)
) WITHOUT ROWID;
CREATE INDEX feeds_by_time ON feeds (account, feed, time);

CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    account BLOB NOT NULL,
    capabilities BLOB NOT NULL,
    verified INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE facts (
    account TEXT NOT NULL,
    fact TEXT NOT NULL,
    value BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, fact)
) WITHOUT ROWID;
CREATE TABLE cursors (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (account, name)
) WITHOUT ROWID;
CREATE TABLE completed (
    uri TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE relations (
    account TEXT NOT NULL,
    handle TEXT NOT NULL,
    followed INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    muted INTEGER NOT NULL,
    muted_until INTEGER,
    PRIMARY KEY (account, handle)
) WITHOUT ROWID;
CREATE TABLE follow_requests (
    account TEXT NOT NULL,
    handle TEXT NOT NULL,
    seen INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (account, handle)
) WITHOUT ROWID;

-- Small things by name: the next free group, whether the inbox has to be built anew.
CREATE TABLE notes (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
"""

_ASK_AGAIN = """
-- What a server can do is asked in more detail now than when this was written.
UPDATE accounts SET verified = 0;
"""

_FINDING = """
-- How words begin, two characters each (`search.beginnings`), for what is shorter than three.
CREATE VIRTUAL TABLE beginnings USING fts5 (
    text, content = '', detail = none,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);
INSERT INTO beginnings (rowid, text) SELECT id, beginnings_in(body) FROM posts WHERE NOT deleted;

CREATE INDEX posts_by_time ON posts (time DESC, uri);

-- Everybody who wrote or boosted something; `folded` is name and handle in lower case.
CREATE TABLE folk (
    handle TEXT PRIMARY KEY,
    seen INTEGER NOT NULL,
    folded TEXT NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;
INSERT OR REPLACE INTO folk (handle, seen, folded, body)
    SELECT author, time, author_folded(body), author_in(body) FROM posts ORDER BY time;

-- Posts that only a search on a server brought: they have no place in the inbox.
CREATE TABLE found (
    uri TEXT PRIMARY KEY
) WITHOUT ROWID;
"""

_NO_FEEDS = """
-- Nobody asked what stood in which timeline.
DROP TABLE feeds;
"""

SCRIPTS = (_FIRST, _ASK_AGAIN, _FINDING, _NO_FEEDS)
