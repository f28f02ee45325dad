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
CREATE VIRTUAL TABLE words USING fts5 (text, content = '', tokenize = 'trigram');
CREATE VIRTUAL TABLE word_parts USING fts5vocab (words, row);
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
CREATE TABLE notes (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE VIRTUAL TABLE beginnings USING fts5 (
    text, content = '', detail = none,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);
CREATE INDEX posts_by_time ON posts (time DESC, uri);
CREATE TABLE folk (
    handle TEXT PRIMARY KEY,
    seen INTEGER NOT NULL,
    folded TEXT NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE found (
    uri TEXT PRIMARY KEY
) WITHOUT ROWID;

INSERT INTO posts (id, uri, grp, author, time, deleted, tangled, body)
VALUES (1, 'https://a.example/1', 1, 'ana@a.example', 1772366400000000, 0, 0, CAST('{"uri":"https://a.example/1","author":{"handle":"@ana@a.example","name":"Ana","id":{"account":"home","key":"1"}},"created":"2026-03-01T12:00:00Z","seen":"2026-03-01T12:00:00Z","copies":[{"id":{"account":"home","key":"1"}}],"text":{"plain":"Which tomatoes would you plant?"}}' AS BLOB));
INSERT INTO copies VALUES ('home', '1', 1);
INSERT INTO words (rowid, text) VALUES (1, 'which tomatoes would you plant?');
INSERT INTO notes VALUES ('next-group', '2');

PRAGMA user_version = 3;
