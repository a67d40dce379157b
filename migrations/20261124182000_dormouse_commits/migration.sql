-- For `this.live.commit(…)`: one row for each turn whose batch was written, so that none is written twice. A row is needed while
-- its session lives; those of yesterday's yesterday may be deleted: DELETE FROM _dormouse_commits WHERE at < unixepoch() - 172800.
CREATE TABLE _dormouse_commits (key TEXT PRIMARY KEY, at INTEGER NOT NULL DEFAULT (unixepoch())) WITHOUT ROWID;
