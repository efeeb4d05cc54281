"""One program, two databases: puts a test SQLite or a test PostgreSQL under the name `default`, for every thread."""

from typing import Any

from django.db import connections

from tests.support.cluster import Cluster

SQLITE, POSTGRES = "sqlite", "postgres"
# Whose tests run on either: each app, what is asked by machine, and the worker.
ON_BOTH = {
    "core", "accounts", "mail", "people", "followups", "referrals", "introductions", "gratitude", "today", "api", "worker",
}  # fmt: skip


class Databases:
    """The test databases of this process. Each is made, and migrated, the first time somebody needs it."""

    def __init__(self) -> None:
        self.settings: dict[str, dict[str, Any]] = {
            SQLITE: connections.settings["default"],
            POSTGRES: connections.settings.pop("postgres"),
        }
        self.kept: dict[str, Any] = {SQLITE: connections["default"]}
        self.made: set[str] = set()
        self.current = SQLITE
        self.cluster: Cluster | None = None

    def use(self, name: str) -> None:
        """From here on `default` is the database `name`: in this thread and in every thread started later."""
        if name not in self.made:
            self._make(name)
        self._switch(name)

    def url(self, name: str) -> str:
        """What another process gives as DATABASE_URL to work on the same database."""
        where = self.settings[name]["NAME"]
        if name == SQLITE:
            return f"sqlite:///{where}"
        assert self.cluster
        return self.cluster.url(where)

    def close(self) -> None:
        for connection in self.kept.values():
            connection.close()
        if self.cluster:
            self.cluster.stop()
            self.cluster = None

    def _make(self, name: str) -> None:
        if name == POSTGRES and self.cluster is None:
            self.cluster = Cluster()
            self.cluster.start()
            self.settings[POSTGRES]["HOST"] = str(self.cluster.folder)
        self._switch(name)
        connection = connections["default"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        if name == POSTGRES:
            setattr(connection.ops, "sql_flush", _emptied)  # noqa: B010
        self.made.add(name)

    def _switch(self, name: str) -> None:
        if name == self.current:
            return
        self.kept[self.current] = connections["default"]
        connections.settings["default"] = self.settings[name]
        if name not in self.kept:
            self.kept[name] = connections.create_connection("default")
        connections["default"] = self.kept[name]
        self.current = name


def _emptied(style: Any, tables: list[str], *, reset_sequences: bool, allow_cascade: bool) -> list[str]:
    """Between two tests: what Django's TRUNCATE does, which makes every file of every table anew, for a few rows each.

    It waits, as TRUNCATE does, for whoever is still writing.
    """
    assert not reset_sequences, "numbers go on: ask TRUNCATE to begin them again"
    names = [connections["default"].ops.quote_name(table) for table in tables]
    return [f"LOCK TABLE {', '.join(names)};" + ";".join(f"DELETE FROM {name}" for name in names)]
