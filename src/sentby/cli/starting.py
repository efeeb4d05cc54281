"""What every command that needs the database does first."""

import os

from sentby.cli import Trouble


def start(*, checked: bool = True) -> None:
    """Load the program. With `checked`, refuse to go on with settings under which acknowledged work could be lost."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sentby.settings")
    os.umask(0o077)  # what the desk writes is nobody else's on this machine to read
    import django

    try:
        django.setup()
    except ValueError as problem:
        raise Trouble(f"A setting can't be read: {problem}") from None
    if checked:
        refuse_unsafe_settings()


def refuse_unsafe_settings() -> None:
    """Stop here rather than acknowledge what may be lost."""
    from sentby.core.durability import faults

    found = [fault.sentence for fault in faults() if fault.unsafe]
    if found:
        raise Trouble("\n".join(["The database is not safe to work on:", *found]))


def migrate() -> list[str]:
    """Bring the database to this version's tables; returns what was missing."""
    from django.core.management import call_command

    if pending := pending_migrations():
        call_command("migrate", interactive=False, verbosity=0)
    return pending


def pending_migrations() -> list[str]:
    """Names of the migrations that this database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
