"""The tables of a project file: the steps that build them, and what the change log sees of each.

A released step is never edited: what a later version needs is another step at the end.  Step n
leaves ``user_version`` at n, so the header alone says how old a file is.  Entity tables are those
that the change log retells (`TABLES`); the rest can be made again, or is of this copy of the file
only.  Ids are UUIDv7 text; a membership is keyed by the pair that it joins.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import SaysoError
from data.header import APPLICATION_ID as APPLICATION_ID
from data.text import clean

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

VERSION = 13
"""The schema version that this program writes, and the newest that it reads."""

_KINDS = (
    "'pain point','need','activity','question','gain','idea','expectation','thought','request',"
    "'obstacle','preference','outcome','memo','ask'"
)
_EMOTION = "INTEGER CHECK ({0} BETWEEN -2 AND 2)"

_RESEARCH = """
CREATE TABLE project (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, goal TEXT NOT NULL, objectives TEXT NOT NULL,
  "use" TEXT NOT NULL, scope TEXT NOT NULL) STRICT;
CREATE TABLE settings (
  id TEXT PRIMARY KEY, supported_at INTEGER NOT NULL CHECK (supported_at >= 1),
  contradicted_at INTEGER NOT NULL CHECK (contradicted_at >= 1),
  shared_teams INTEGER NOT NULL CHECK (shared_teams >= 1),
  dial REAL NOT NULL CHECK (dial BETWEEN 0 AND 1)) STRICT;
CREATE TABLE stage (
  id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL, description TEXT NOT NULL,
  examples TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
CREATE TABLE persona (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL,
  current_situation TEXT NOT NULL, ideal_future TEXT NOT NULL, outcomes TEXT NOT NULL,
  traits TEXT NOT NULL, prior_knowledge TEXT NOT NULL, motivations TEXT NOT NULL,
  participation TEXT CHECK (participation IN ('driver','participant','gatekeeper')),
  position INTEGER NOT NULL) STRICT;
CREATE TABLE channel (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
CREATE TABLE tag (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE journey (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, persona TEXT REFERENCES persona(id),
  "trigger" TEXT NOT NULL, scenario TEXT NOT NULL,
  every_stage INTEGER NOT NULL CHECK (every_stage IN (0, 1)),
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)), position INTEGER NOT NULL) STRICT;
CREATE TABLE journey_stage (
  journey TEXT NOT NULL REFERENCES journey(id), stage TEXT NOT NULL REFERENCES stage(id),
  PRIMARY KEY (journey, stage)) STRICT, WITHOUT ROWID;
CREATE TABLE participant (
  id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  "group" TEXT CHECK ("group" IN
    ('frontline','support','decision-maker','executive','customer','partner')),
  team TEXT NOT NULL, persona TEXT REFERENCES persona(id)) STRICT;
CREATE TABLE session (
  id TEXT PRIMARY KEY, title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN
    ('staff meeting','customer interview','observation','import')),
  started_at TEXT NOT NULL, note_taker TEXT NOT NULL) STRICT;
CREATE TABLE session_participant (
  session TEXT NOT NULL REFERENCES session(id),
  participant TEXT NOT NULL REFERENCES participant(id), position INTEGER NOT NULL,
  PRIMARY KEY (session, participant)) STRICT, WITHOUT ROWID;
CREATE INDEX session_participant_by_participant ON session_participant (participant);
"""

# `nr` exists for the full-text index, which needs a number that VACUUM leaves alone; it is in no
# log, so a note that is removed and brought back may get another.
_NOTES = f"""
CREATE TABLE note (
  nr INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  session TEXT NOT NULL REFERENCES session(id), text TEXT NOT NULL, at TEXT NOT NULL,
  kind TEXT CHECK (kind IN ({_KINDS})),
  need_type TEXT CHECK (need_type IN ('informational','internal')),
  stage TEXT REFERENCES stage(id), channel TEXT REFERENCES channel(id),
  emotion {_EMOTION.format("emotion")},
  source TEXT CHECK (source IN ('customer','staff','observed','record','team')),
  verbatim INTEGER NOT NULL CHECK (verbatim IN (0, 1)), left_over TEXT NOT NULL,
  respondent TEXT NOT NULL) STRICT;
CREATE INDEX note_by_time ON note (at, id);
CREATE INDEX note_by_session ON note (session, at, id);
CREATE TABLE note_persona (
  note TEXT NOT NULL REFERENCES note(id), persona TEXT NOT NULL REFERENCES persona(id),
  position INTEGER NOT NULL, PRIMARY KEY (note, persona)) STRICT, WITHOUT ROWID;
CREATE INDEX note_persona_by_persona ON note_persona (persona);
CREATE TABLE note_tag (
  note TEXT NOT NULL REFERENCES note(id), tag TEXT NOT NULL REFERENCES tag(id),
  position INTEGER NOT NULL, PRIMARY KEY (note, tag)) STRICT, WITHOUT ROWID;
CREATE INDEX note_tag_by_tag ON note_tag (tag);
CREATE TABLE note_participant (
  note TEXT NOT NULL REFERENCES note(id), participant TEXT NOT NULL REFERENCES participant(id),
  stance TEXT NOT NULL CHECK (stance IN ('said','agrees','disagrees')),
  position INTEGER NOT NULL, PRIMARY KEY (note, participant)) STRICT, WITHOUT ROWID;
CREATE INDEX note_participant_by_participant ON note_participant (participant);
CREATE TABLE import_row (
  row_key TEXT PRIMARY KEY, file TEXT NOT NULL, note TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""

# Held cards and drafts have the same shape in different tables, so that no draft is ever in the
# log.  Held rows block the removal of what they name; drafts let go.
_CARDS = f"""
CREATE TABLE {{draft}}touchpoint (
  id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, stage TEXT REFERENCES stage(id) {{let_go}},
  title TEXT NOT NULL, decision TEXT NOT NULL CHECK (decision IN ('draft','accepted','rejected')),
  owner TEXT NOT NULL, channel TEXT REFERENCES channel(id) {{let_go}},
  grade {_EMOTION.format("grade")}, graded_by TEXT NOT NULL,
  moment_of_truth INTEGER NOT NULL CHECK (moment_of_truth IN (0, 1)),
  expectation TEXT CHECK (expectation IN ('not met','met','exceeded')),
  contacts REAL, contacts_basis TEXT CHECK (contacts_basis IN ('assumed','measured')),
  minutes REAL, minutes_basis TEXT CHECK (minutes_basis IN ('assumed','measured')),
  position INTEGER NOT NULL) STRICT;
CREATE TABLE {{draft}}point (
  id TEXT PRIMARY KEY,
  touchpoint TEXT NOT NULL REFERENCES {{draft}}touchpoint(id) {{follow}},
  kind TEXT CHECK (kind IN ({_KINDS})), title TEXT NOT NULL,
  quote TEXT REFERENCES note(id) {{let_go}},
  terms TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
CREATE INDEX {{draft}}point_by_touchpoint ON {{draft}}point (touchpoint);
CREATE INDEX {{draft}}point_by_quote ON {{draft}}point (quote);
CREATE TABLE {{draft}}point_evidence (
  note TEXT NOT NULL REFERENCES note(id) {{follow}},
  point TEXT NOT NULL REFERENCES {{draft}}point(id) {{follow}},
  stance TEXT NOT NULL CHECK (stance IN ('for','against')), position INTEGER NOT NULL,
  PRIMARY KEY (note, point)) STRICT, WITHOUT ROWID;
CREATE INDEX {{draft}}point_evidence_by_point ON {{draft}}point_evidence (point);
CREATE TABLE {{draft}}touchpoint_evidence (
  note TEXT NOT NULL REFERENCES note(id) {{follow}},
  touchpoint TEXT NOT NULL REFERENCES {{draft}}touchpoint(id) {{follow}},
  stance TEXT NOT NULL CHECK (stance IN ('for','against')), position INTEGER NOT NULL,
  PRIMARY KEY (note, touchpoint)) STRICT, WITHOUT ROWID;
CREATE INDEX {{draft}}touchpoint_evidence_by_touchpoint
  ON {{draft}}touchpoint_evidence (touchpoint);
"""

# `change` is append-only: its rowid is the order in which records reached this file.
_LOG = """
CREATE TABLE change (
  id TEXT NOT NULL UNIQUE, replica TEXT NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL,
  op TEXT NOT NULL, label TEXT NOT NULL, entity TEXT NOT NULL, entity_id TEXT NOT NULL,
  field TEXT NOT NULL, value TEXT NOT NULL,
  parents TEXT NOT NULL, at TEXT NOT NULL,
  UNIQUE (replica, seq)) STRICT;
CREATE INDEX change_by_op ON change (op);
CREATE INDEX change_by_entity ON change (entity_id, entity);
CREATE TABLE replica (
  nr INTEGER PRIMARY KEY CHECK (nr = 1), id TEXT NOT NULL, device TEXT NOT NULL,
  inode TEXT NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL) STRICT;
CREATE TABLE counter (
  prefix TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""

_CACHE = """
CREATE TABLE vector (
  encoder TEXT NOT NULL, fingerprint TEXT NOT NULL, vector BLOB NOT NULL,
  PRIMARY KEY (encoder, fingerprint)) STRICT;
CREATE TABLE kept_title (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE cache_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE unsent (
  id TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, started REAL NOT NULL,
  heartbeat TEXT NOT NULL, text TEXT NOT NULL, cursor INTEGER NOT NULL, session TEXT,
  updated TEXT NOT NULL) STRICT;
"""

# The index reads the notes' own text, so no second copy of it lies in the file.  No triggers: an
# untrusted schema (`trusted_schema=OFF`) may not write to a virtual table; `data.store.undo` does.
_FULL_TEXT = """
CREATE VIRTUAL TABLE note_fts USING fts5(
  text, left_over, content='note', content_rowid='nr',
  tokenize='unicode61 remove_diacritics 2');
INSERT INTO note_fts(note_fts) VALUES ('rebuild');
"""

# Every new column has a default, named again in `tables.TABLES`: records of an older log lack it.
_KEEPING = """
ALTER TABLE note ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1));
ALTER TABLE note ADD COLUMN set_aside INTEGER NOT NULL DEFAULT 0 CHECK (set_aside IN (0, 1));
ALTER TABLE tag ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE tag ADD COLUMN examples TEXT NOT NULL DEFAULT '[]';
ALTER TABLE tag ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE channel ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE channel ADD COLUMN examples TEXT NOT NULL DEFAULT '[]';
ALTER TABLE persona ADD COLUMN examples TEXT NOT NULL DEFAULT '[]';
ALTER TABLE change ADD COLUMN author TEXT NOT NULL DEFAULT '';
CREATE TABLE saved_filter (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
"""

# Two things of one list, or two notes, that look alike and are not the same, as somebody said.  The
# pair is kept in the order of its ids; it names rows of several tables, so nothing refers to it.
_APART = """
CREATE TABLE told_apart (
  one TEXT NOT NULL, other TEXT NOT NULL, what TEXT NOT NULL, CHECK (one < other),
  PRIMARY KEY (one, other)) STRICT, WITHOUT ROWID;
"""

# What people decide on the board.  `kept_draft` is no research: it holds the drafts that an act
# concerned, as they were before and after, so that undo gives back the very same board.
_DECIDING = """
CREATE TABLE link (
  first TEXT NOT NULL REFERENCES note(id), second TEXT NOT NULL REFERENCES note(id),
  level TEXT NOT NULL CHECK (level IN ('card','point')),
  kind TEXT NOT NULL CHECK (kind IN ('together','apart')),
  PRIMARY KEY (first, second, level), CHECK (first < second)) STRICT, WITHOUT ROWID;
CREATE INDEX link_by_second ON link (second);
CREATE TABLE comment (
  id TEXT PRIMARY KEY, touchpoint TEXT NOT NULL REFERENCES touchpoint(id),
  kind TEXT NOT NULL CHECK (kind IN ('comment','suggestion','question','challenge')),
  author TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL, answer TEXT NOT NULL,
  closed INTEGER NOT NULL CHECK (closed IN (0, 1))) STRICT;
CREATE INDEX comment_by_touchpoint ON comment (touchpoint);
CREATE TABLE answer (
  question TEXT PRIMARY KEY, yes INTEGER NOT NULL CHECK (yes IN (0, 1))) STRICT, WITHOUT ROWID;
CREATE TABLE kept_draft (
  op TEXT PRIMARY KEY, before TEXT NOT NULL, after TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
_MARKS = """
ALTER TABLE {0} ADD COLUMN joined TEXT;
ALTER TABLE {0} ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
"""


# A frozen map is kept as the document that it was: it must never change with what it was made of,
# so it refers to nothing.
_FREEZING = """
CREATE TABLE frozen_map (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, made_at TEXT NOT NULL, persona TEXT NOT NULL,
  map TEXT NOT NULL) STRICT;
"""


# What a map holds beside what people said, and what a workshop adds to it.
_WORKSHOP = """
ALTER TABLE stage ADD COLUMN question TEXT NOT NULL DEFAULT '';
ALTER TABLE channel ADD COLUMN own INTEGER NOT NULL DEFAULT 1 CHECK (own IN (0, 1));
ALTER TABLE participant ADD COLUMN consent TEXT
  CHECK (consent IN ('word for word','in other words','not shown'));
ALTER TABLE journey ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE journey ADD COLUMN lanes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE touchpoint ADD COLUMN at_stake TEXT NOT NULL DEFAULT '';
ALTER TABLE touchpoint ADD COLUMN way_out TEXT NOT NULL DEFAULT '';
ALTER TABLE draft_touchpoint ADD COLUMN at_stake TEXT NOT NULL DEFAULT '';
ALTER TABLE draft_touchpoint ADD COLUMN way_out TEXT NOT NULL DEFAULT '';
CREATE TABLE kpi (
  id TEXT PRIMARY KEY, touchpoint TEXT NOT NULL REFERENCES touchpoint(id), name TEXT NOT NULL,
  unit TEXT NOT NULL, value REAL, target REAL,
  basis TEXT CHECK (basis IN ('assumed','measured')), position INTEGER NOT NULL) STRICT;
CREATE INDEX kpi_by_touchpoint ON kpi (touchpoint);
CREATE TABLE vote (
  id TEXT PRIMARY KEY, touchpoint TEXT NOT NULL REFERENCES touchpoint(id), voter TEXT NOT NULL,
  dots INTEGER NOT NULL CHECK (dots >= 1), UNIQUE (touchpoint, voter)) STRICT;
"""

# A claim was called a point.  The log is never rewritten: the view `logged` reads its old records
# under today's names, and whoever asks the log for what it holds reads the view.  The level of a
# link is still written as it was, since it is part of the id under which the log knows a link.
# (A view may not use JSON functions where the schema is not trusted; evidence holds no free text.)
_CLAIMS = """
ALTER TABLE {0}point RENAME TO {0}claim;
ALTER TABLE {0}point_evidence RENAME TO {0}claim_evidence;
ALTER TABLE {0}claim_evidence RENAME COLUMN point TO claim;
DROP INDEX {0}point_by_touchpoint;
DROP INDEX {0}point_by_quote;
DROP INDEX {0}point_evidence_by_point;
CREATE INDEX {0}claim_by_touchpoint ON {0}claim (touchpoint);
CREATE INDEX {0}claim_by_quote ON {0}claim (quote);
CREATE INDEX {0}claim_evidence_by_claim ON {0}claim_evidence (claim);
"""
_LOGGED = """
CREATE VIEW logged AS
  SELECT rowid AS rowid, id, op, label,
    CASE entity WHEN 'point' THEN 'claim' WHEN 'point_evidence' THEN 'claim_evidence'
      ELSE entity END AS entity,
    entity_id, field,
    CASE entity WHEN 'point_evidence' THEN replace(value, '"point":', '"claim":')
      ELSE value END AS value,
    parents, at, author FROM change;
"""


# What a person said of two notes stands in the log.  The code of a claim does not: it hangs on a
# note, is never given twice, and outlives undo.
_BEARINGS = """
CREATE TABLE bearing (
  note TEXT NOT NULL REFERENCES note(id), target TEXT NOT NULL REFERENCES note(id),
  stance TEXT NOT NULL CHECK (stance IN ('for','against')),
  PRIMARY KEY (note, target), CHECK (note <> target)) STRICT;
CREATE INDEX bearing_by_target ON bearing (target);
CREATE TABLE claim_code (
  code TEXT PRIMARY KEY, note TEXT NOT NULL) STRICT;
CREATE INDEX claim_code_by_note ON claim_code (note);
CREATE TABLE nearby (
  customer TEXT NOT NULL, inside TEXT NOT NULL, PRIMARY KEY (customer, inside)) STRICT;
ALTER TABLE participant ADD COLUMN gave_up INTEGER NOT NULL DEFAULT 0 CHECK (gave_up IN (0, 1));
"""


# `kept_layout` is no research: drafts as they lay, by a key of the state that they were made for.
# The code of a claim that was handed on hangs on several notes: on the first that is there.
_LAYOUTS = """
ALTER TABLE claim_code RENAME TO old_code;
CREATE TABLE claim_code (
  code TEXT NOT NULL, note TEXT NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (code, note)) STRICT, WITHOUT ROWID;
INSERT INTO claim_code SELECT code, note, 0 FROM old_code;
DROP TABLE old_code;
CREATE INDEX claim_code_by_note ON claim_code (note);
CREATE TABLE kept_layout (
  place INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, layout BLOB NOT NULL) STRICT;
"""


# A note that no card has, as a draft found it at its stage: it counts while it is still there and
# nothing else holds it, so that acts, undo and redo leave the row alone.
_SINGLES = """
CREATE TABLE draft_single (
  note TEXT PRIMARY KEY REFERENCES note(id) ON DELETE CASCADE,
  stage TEXT REFERENCES stage(id) ON DELETE SET NULL, position INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
"""


# `shown` is no research and is never undone: what lies on paper cannot be taken back.  A row is a
# card as it was shown; shown again just so, only its `ways` move on.  Its notes stand there by
# their numbers in `shown_note`, which keeps rows small; a note that goes keeps its number.  `cuts`
# makes a new cut something that undo knows.  Drafts that were to be named later have no titles yet.
_LEDGER = """
CREATE TABLE shown (
  place INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, card TEXT NOT NULL,
  title TEXT NOT NULL, stage TEXT, claims TEXT NOT NULL, ways TEXT NOT NULL) STRICT;
CREATE INDEX shown_by_code ON shown (code, place);
CREATE TABLE shown_note (nr INTEGER PRIMARY KEY, note TEXT NOT NULL UNIQUE) STRICT;
ALTER TABLE settings ADD COLUMN cuts INTEGER NOT NULL DEFAULT 0 CHECK (cuts >= 0);
UPDATE draft_touchpoint SET title = ''
  WHERE EXISTS (SELECT 1 FROM cache_meta WHERE key = 'without titles');
DELETE FROM cache_meta WHERE key = 'without titles';
"""

# What whoever said a note agreed to, where nobody is named beside it any more who could say.
_CONSENT = """
ALTER TABLE note ADD COLUMN consent TEXT
  CHECK (consent IN ('word for word','in other words','not shown'));
"""


def _tables(database: Database) -> None:
    """Step 1: every table of the records, the change log, and what can be made again."""
    held = _CARDS.format(draft="", let_go="", follow="")
    draft = _CARDS.format(draft="draft_", let_go="ON DELETE SET NULL", follow="ON DELETE CASCADE")
    for script in (_RESEARCH, _NOTES, held, draft, _LOG, _CACHE):
        _run(database, script)


def _full_text(database: Database) -> None:
    """Step 2: the full-text index over the notes that are there."""
    _run(database, _FULL_TEXT)


def _keeping(database: Database) -> None:
    """Step 3: what keeping notes in order needs: marks, definitions, saved filters, authors."""
    _run(database, _KEEPING)


def _apart(database: Database) -> None:
    """Step 4: look-alikes that are not the same."""
    _run(database, _APART)


def _deciding(database: Database) -> None:
    """Step 5: links between notes, comments on cards, answers, marks on a card's notes."""
    _run(database, _DECIDING)
    for draft in ("", "draft_"):
        for owner in ("point", "touchpoint"):
            _run(database, _MARKS.format(f"{draft}{owner}_evidence"))


def _freezing(database: Database) -> None:
    """Step 6: maps that were frozen under a name."""
    _run(database, _FREEZING)


def _workshop(database: Database) -> None:
    """Step 7: what a map holds beside what people said: figures, votes, lanes, stakes, consent."""
    _run(database, _WORKSHOP)


def _claims(database: Database) -> None:
    """Step 8: what was called a point is a claim, in the log's old records too."""
    for draft in ("", "draft_"):
        _run(database, _CLAIMS.format(draft))
    _run(database, _LOGGED)
    for op, before, after in database.execute(
        "SELECT op, before, after FROM kept_draft"
    ).fetchall():
        database.execute(
            "UPDATE kept_draft SET before = ?, after = ? WHERE op = ?",
            (_renamed(before), _renamed(after), op),
        )


def _bearings(database: Database) -> None:
    """Step 9: what speaks for or against a claim, and the codes of claims."""
    _run(database, _BEARINGS)


def _layouts(database: Database) -> None:
    """Step 10: drafts as they were laid out, for undo, redo and reopening to find again."""
    _run(database, _LAYOUTS)


def _singles(database: Database) -> None:
    """Step 11: single remarks, which are near nothing and lie on no card."""
    _run(database, _SINGLES)


def _ledger(database: Database) -> None:
    """Step 12: cards as they were shown; and how often drafts were cut anew."""
    _run(database, _LEDGER)


def _consent(database: Database) -> None:
    """Step 13: consent that stays with words whose speaker is gone."""
    _run(database, _CONSENT)


def _renamed(rows: str) -> str:
    """Return remembered rows of drafts, ``[[table, row], ...]`` as JSON, under today's names."""
    names = {"point": "claim", "point_evidence": "claim_evidence"}
    return json.dumps(
        [
            (names.get(table, table), {names.get(name, name): value for name, value in row.items()})
            for table, row in json.loads(rows)
        ],
        ensure_ascii=False,
    )


Step = Callable[["Database"], None]
"""What brings a file from one version to the next."""

STEPS: tuple[Step, ...] = (
    _tables,
    _full_text,
    _keeping,
    _apart,
    _deciding,
    _freezing,
    _workshop,
    _claims,
    _bearings,
    _layouts,
    _singles,
    _ledger,
    _consent,
)
"""The steps in their order; as many as `VERSION`."""


SHAPE = Path(__file__).with_name("shape.txt")
"""The shape of the present version as text (`data.store.shape`): a line for what a file holds."""


@cache
def shape() -> str:
    """Read `SHAPE`; "" where it is not there, and whoever compares builds it anew."""
    try:
        return SHAPE.read_text(encoding="utf-8")
    except OSError:
        return ""


@cache
def tables() -> frozenset[str]:
    """The names of all tables of the present version, those that no log knows among them."""
    lines = (line.split(" ", 2) for line in shape().splitlines())
    return frozenset(TABLES) | {name for name, kind, _ in lines if kind == "table"}


def migrations(steps: tuple[Step, ...] = STEPS) -> Migrations:
    """The steps as a sqlite-utils migration set; step n also sets ``user_version`` to n."""
    from sqlite_utils import Migrations

    named = Migrations("sayso")
    for number, step in enumerate(steps, start=1):
        named(name=f"{number:03d}{step.__name__}")(_numbered(number, step))
    return named


def _numbered(number: int, step: Step) -> Callable[[Database], None]:
    def run(database: Database) -> None:
        step(database)
        database.execute(f"PRAGMA user_version = {number}")
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    return run


def _run(database: Database, script: str) -> None:
    """Run statements one by one: ``executescript`` would commit the transaction around them."""
    for statement in script.split(";\n"):
        if statement.strip():
            database.execute(statement)


Value = str | int | float | None
"""What a column holds."""


@dataclass(frozen=True, slots=True)
class Table:
    """An entity table: its columns without the key, and the columns of its key.

    ``defaults`` are the values of columns that a later schema added: what a record of an older log
    means where it does not name them.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("id",)
    reals: frozenset[str] = frozenset()
    searched: bool = False
    defaults: Mapping[str, Value] = field(default_factory=dict, hash=False)

    @property
    def every_column(self) -> tuple[str, ...]:
        """Key and columns, in the order of the table."""
        return self.key + self.columns

    @property
    def where(self) -> str:
        """The SQL condition that picks one row by its key."""
        return " AND ".join(f'"{name}" = ?' for name in self.key)

    def entity_id(self, values: Mapping[str, Value]) -> str:
        """The id under which the log knows a row."""
        return ":".join(str(values[name]) for name in self.key)

    def key_values(self, entity_id: str) -> tuple[str, ...]:
        """The inverse of `entity_id`."""
        return tuple(entity_id.split(":")) if len(self.key) > 1 else (entity_id,)


def quoted(columns: Iterable[str]) -> str:
    """Return columns as a list in SQL."""
    return ", ".join(f'"{name}"' for name in columns)


def _table(
    name: str,
    columns: str,
    key: str = "id",
    *,
    reals: str = "",
    searched: bool = False,
    **defaults: Value,
) -> Table:
    return Table(
        name,
        tuple(columns.split()),
        tuple(key.split()),
        frozenset(reals.split()),
        searched,
        defaults,
    )


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table("project", "title goal objectives use scope"),
        _table(
            "settings", "supported_at contradicted_at shared_teams dial cuts", reals="dial", cuts=0
        ),
        _table("stage", "slug title description examples position question", question=""),
        _table(
            "persona",
            "name description current_situation ideal_future outcomes traits prior_knowledge"
            " motivations participation position examples",
            examples="[]",
        ),
        _table(
            "channel",
            "name position description examples own",
            description="",
            examples="[]",
            own=1,
        ),
        _table(
            "tag",
            "name description examples position",
            description="",
            examples="[]",
            position=0,
        ),
        _table("saved_filter", "name query position"),
        _table(
            "journey",
            "title persona trigger scenario every_stage is_default position owner lanes",
            owner="",
            lanes="[]",
        ),
        _table("journey_stage", "", "journey stage"),
        _table(
            "participant",
            "code name group team persona consent gave_up",
            consent=None,
            gave_up=0,
        ),
        _table("session", "title kind started_at note_taker"),
        _table("session_participant", "position", "session participant"),
        _table(
            "note",
            "session text at kind need_type stage channel emotion source verbatim left_over"
            " respondent flagged set_aside consent",
            searched=True,
            flagged=0,
            set_aside=0,
            consent=None,
        ),
        _table("note_persona", "position", "note persona"),
        _table("note_tag", "position", "note tag"),
        _table("note_participant", "stance position", "note participant"),
        _table("import_row", "file note", "row_key"),
        _table(
            "touchpoint",
            "code stage title decision owner channel grade graded_by moment_of_truth expectation"
            " contacts contacts_basis minutes minutes_basis position at_stake way_out",
            reals="contacts minutes",
            at_stake="",
            way_out="",
        ),
        _table("claim", "touchpoint kind title quote terms position"),
        _table("told_apart", "what", "one other"),
        _table(
            "claim_evidence", "stance position joined pinned", "note claim", joined=None, pinned=0
        ),
        _table(
            "touchpoint_evidence",
            "stance position joined pinned",
            "note touchpoint",
            joined=None,
            pinned=0,
        ),
        _table("link", "kind", "first second level"),
        _table("bearing", "stance", "note target"),
        _table("comment", "touchpoint kind author text at answer closed"),
        _table("answer", "yes", "question"),
        _table("kpi", "touchpoint name unit value target basis position", reals="value target"),
        _table("vote", "touchpoint voter dots"),
        _table("frozen_map", "name made_at persona map"),
    )
}
"""Every table that the log retells, parents before children."""


def now() -> datetime:
    """The present, in UTC; only ever shown, never used to decide an order."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as stored: UTC, fixed width, so that text order is time order.

    A moment without a zone is taken to be in UTC.
    """
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")


def plain(value: object) -> Value:
    """A record's value as a column holds it; tuples become JSON, text passes the door."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return clean(value)[0]
    if value is None or isinstance(value, bool | int):
        return None if value is None else int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise SaysoError(f"{value} is not a number that can be stored: nothing was changed.")
        return value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, tuple | list):
        return json.dumps([plain(part) for part in value], ensure_ascii=False)
    raise TypeError(f"cannot store {type(value).__name__}")


def fit(table: Table, name: str, value: object) -> Value:
    """A value for one column of a table: `plain`, and a whole number made real where it is due."""
    stored = plain(value)
    return float(stored) if name in table.reals and isinstance(stored, int) else stored
