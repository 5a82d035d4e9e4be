"""The ledger's tables and how an older ledger becomes one of today. Migrations are only ever added, and each is one transaction."""

from typing import Final

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """CREATE TABLE runs (
            id {id}, token TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, specs TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT, ending TEXT,
            host TEXT NOT NULL, pid BIGINT NOT NULL, born TEXT NOT NULL, beat BIGINT NOT NULL DEFAULT 0, tasks BIGINT NOT NULL DEFAULT 0)""",
        """CREATE TABLE videos (
            provider TEXT NOT NULL, digest TEXT NOT NULL, attempt BIGINT NOT NULL, uuid TEXT NOT NULL, state TEXT NOT NULL, model TEXT NOT NULL,
            content TEXT NOT NULL, results_wanted BIGINT NOT NULL, holder BIGINT, fence BIGINT NOT NULL DEFAULT 0,
            seconds_expected DOUBLE PRECISION, usd_low DOUBLE PRECISION, usd_expected DOUBLE PRECISION, usd_high DOUBLE PRECISION,
            reserved_usd DOUBLE PRECISION, cost_usd DOUBLE PRECISION, paid_usd DOUBLE PRECISION NOT NULL DEFAULT 0, length_s DOUBLE PRECISION,
            error_category TEXT, error_code TEXT, error_message TEXT, results TEXT NOT NULL DEFAULT '[]',
            planned_at TEXT NOT NULL, sent_at TEXT, accepted_at TEXT, made_at TEXT, ended_at TEXT,
            PRIMARY KEY (provider, digest))""",
        "CREATE INDEX videos_uuid ON videos (uuid)",
        "CREATE INDEX videos_holder ON videos (holder)",
        """CREATE TABLE tasks (
            provider TEXT NOT NULL, spec TEXT NOT NULL, key TEXT NOT NULL, cell TEXT NOT NULL, row_number BIGINT, digest TEXT NOT NULL,
            file TEXT NOT NULL, run BIGINT NOT NULL, PRIMARY KEY (provider, spec, key, cell))""",
        "CREATE INDEX tasks_digest ON tasks (provider, digest, spec)",
        """CREATE TABLE files (
            path TEXT PRIMARY KEY, provider TEXT NOT NULL, digest TEXT NOT NULL, attempt BIGINT NOT NULL, place BIGINT NOT NULL,
            suffix TEXT NOT NULL, bytes BIGINT NOT NULL)""",
        "CREATE INDEX files_digest ON files (provider, digest)",
        """CREATE TABLE events (
            run BIGINT NOT NULL, number BIGINT NOT NULL, at TEXT NOT NULL, provider TEXT NOT NULL, digest TEXT NOT NULL, attempt BIGINT NOT NULL,
            step TEXT NOT NULL, state TEXT NOT NULL, cost_usd DOUBLE PRECISION, detail TEXT NOT NULL, PRIMARY KEY (run, number))""",
        "CREATE INDEX events_digest ON events (provider, digest)",
        "CREATE TABLE notices (id {id}, at TEXT NOT NULL, body TEXT NOT NULL)",
        """CREATE TABLE uploads (
            provider TEXT NOT NULL, sha256 TEXT NOT NULL, media_uuid TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (provider, sha256))""",
        "CREATE TABLE calibrations (provider TEXT NOT NULL, model TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (provider, model))",
    ),
)
"""`{id}` is the engine's word for a number that it counts up itself."""

VERSION: Final = len(MIGRATIONS)
