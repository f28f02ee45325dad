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
, media BLOB, poll BLOB, sensitive INTEGER NOT NULL DEFAULT 0, edits TEXT NOT NULL DEFAULT '', follows TEXT NOT NULL DEFAULT '', asked_alt INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX drafts_by_state ON drafts (state, not_before);
CREATE INDEX drafts_by_answered ON drafts (answers);
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
CREATE TABLE written (
    handle TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE circle_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    circle TEXT NOT NULL,
    handle TEXT NOT NULL,
    present INTEGER NOT NULL,
    UNIQUE (circle, handle)
);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    made INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE read_lines (
    place TEXT PRIMARY KEY,
    at INTEGER,
    marker_at INTEGER,
    marker_account TEXT NOT NULL,
    marker_key TEXT NOT NULL,
    elsewhere INTEGER
) WITHOUT ROWID;
CREATE INDEX drafts_by_edited ON drafts (edits);
CREATE INDEX drafts_by_followed ON drafts (follows);
CREATE TABLE preferences (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    instead_of TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO drafts (key, account, text, changed, answers, visibility, warning, language, recipients, state, not_before, first_tried, problem, sent_uri)
VALUES ('0a', 'home', 'A half letter, né', 1772366400000000, 'https://a.example/1', 'public', '', 'en', '[]', 'writing', NULL, NULL, '', ''),
       ('0b', 'home', 'Soup', 1772366400000001, '', 'direct', 'food', 'de', '["@ben@b.example"]', 'failed', 1772366400000000, 1772366400000000, 'It is too long.', '');
INSERT INTO marks (id, kind, made, until) VALUES (3, 'done', 1772366400000000, NULL), (7, 'later', 1772366400000000, 1772452800000000);
INSERT INTO mark_posts (uri, mark, addressed) VALUES ('https://a.example/1', 3, 1), ('https://a.example/2', 3, 0), ('https://a.example/3', 7, 1);
INSERT INTO written (handle) VALUES ('ana@a.example'), ('ben@b.example');
INSERT INTO circle_changes (circle, handle, present) VALUES ('friends', 'ana@a.example', 1);

INSERT INTO journal (kind, made, body) VALUES ('sent', 1772366400000000, '{"key":"0b"}');
INSERT INTO read_lines VALUES ('home home', 1772366400000000, NULL, '', '', NULL);
PRAGMA user_version = 5;
