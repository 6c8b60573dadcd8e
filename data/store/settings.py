"""The numbers of the standing rule and of synthesis."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from data.errors import UsageError
from data.records import Settings
from data.store import common

if TYPE_CHECKING:
    from data.store.log import Change


class SettingsFields(TypedDict, total=False):
    """Every setting can be edited."""

    supported_at: int
    contradicted_at: int
    shared_teams: int
    dial: float


def get(reader: common.Reader) -> Settings:
    """The settings."""
    return Settings(
        *reader.connection.row(
            "SELECT supported_at, contradicted_at, shared_teams, dial FROM settings"
        )
    )


def edit(change: Change, **fields: Unpack[SettingsFields]) -> bool:
    """Change settings; False where nothing is different.

    Raises:
        UsageError: a count below 1, or a dial outside 0 to 1.
    """
    for name, value in fields.items():
        if name == "dial":
            if not 0 <= float(str(value)) <= 1:
                raise UsageError(f"The dial goes from 0 to 1, not {value}: nothing was changed.")
        elif int(str(value)) < 1:
            raise UsageError(f"{name} must be 1 or more, not {value}: nothing was changed.")
    (settings_id,) = change.connection.row("SELECT id FROM settings")
    values: dict[str, object] = dict(fields)
    return change.edit("settings", settings_id, **values)
