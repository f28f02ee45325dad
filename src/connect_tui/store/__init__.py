"""The store: two SQLite files, one disposable and one precious."""
