"""Making projects: from a form, from files, from the sample."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capture.jobs import imports, sessions
from data import locations, sample
from data import template as template_data
from data.errors import OutputFailed, ProjectExists, SaysoError
from data.files import make_folder, write_all
from data.header import SUFFIX as SUFFIX
from data.outputs import spare
from data.records import (
    Bearing,
    EvidenceStance,
    Link,
    LinkKind,
    LinkLevel,
    Participation,
    ProjectInfo,
    SessionKind,
)
from data.store import Project, touchpoints
from data.store import bearings as bearings_store
from data.store.lists import journeys
from data.store.lists import personas as personas_store
from data.store.lists import stages as stages_store
from data.template import Template, TemplateStage
from data.text import counted, fold, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from data.records import NoteId, SessionId
    from data.store.log import Change


def create(
    path: Path,
    *,
    title: str = "",
    template: str = "default",
    stages: Sequence[str] | None = None,
    personas: Sequence[str] = (),
) -> Project:
    """Make a project file from a template, by name or by path; return it open.

    Raises:
        SaysoError: the file is there already, the template is not, or a name cannot be used.
    """
    return Project.create(
        path,
        ProjectInfo(title=title or path.stem),
        template_data.load(template),
        personas=personas,
        stages=stages,
    )


@contextmanager
def from_files(
    target: Path, files: Sequence[Path], columns: Mapping[str, str | None], *, template: str
) -> Iterator[tuple[Project, list[str]]]:
    """Make a project at ``target`` from files; yield it with the lines that tell what came in.

    Where a file is refused nothing is left: the project goes with it.

    Raises:
        SaysoError: a file, the template or the target cannot be used.
    """
    with create(target, template=template) as project:
        lines: list[str] = []
        try:
            for path in files:
                lines += imports.import_file(project, path, columns).lines
        except BaseException:
            project.close()
            target.unlink(missing_ok=True)
            raise
        yield project, lines


_MOST_NAMES = 100  # how many "name-2", "name-3" are tried before giving up


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the form says.

    ``file`` is the file to make, or None for one named after the title in ``folder``, with a number
    where that name is taken.  ``stages`` is empty for the template's own.  ``people`` are
    ``NAME/TEAM`` or ``NAME``.
    """

    folder: Path
    file: Path | None = None
    title: str = ""
    template: str = template_data.DEFAULT
    stages: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """The project that was made; the session with its roster, where people were named.

    ``problem`` says why the people could not be written down: the project is there all the same.
    """

    path: Path
    session: SessionId | None = None
    problem: str = ""


def names(text: str) -> tuple[str, ...]:
    """Return the names of a comma-separated line, without empty ones."""
    return tuple(name for part in text.split(",") if (name := " ".join(part.split())))


def file_name(title: str) -> str:
    """Return the name of the file for a project of this title."""
    return (slugify(title) if title.strip() else "research") + SUFFIX


def begin(said: Beginning) -> Begun:
    """Make the project, and a staff meeting with its roster where people were named.

    Raises:
        SaysoError: the file is there already, the folder cannot be written to, or a name is
            refused; nothing was made.
    """
    chosen = _with_stages(template_data.load(said.template), said.stages)
    path, project = _create(said, chosen)
    with project:
        locations.remember(path)
        if not said.people:
            return Begun(path)
        people = [name if "/" in name else f"{name}/" for name in said.people]
        try:
            session = sessions.open_session(
                project, "First meeting", SessionKind.STAFF_MEETING, people=people
            )
        except SaysoError as error:
            return Begun(path, problem=f"The people are not written down yet: {error}")
        return Begun(path, session.id)


def _create(said: Beginning, chosen: template_data.Template) -> tuple[Path, Project]:
    """Make the file under the name that was asked for, or under the first free one."""
    if said.file is not None:
        file = said.file.expanduser()
        wanted = file if file.suffix == SUFFIX else file.with_name(file.name + SUFFIX)
        return wanted.absolute(), _make(wanted.absolute(), said, chosen)
    first = (said.folder / file_name(said.title)).absolute()
    for number in range(1, _MOST_NAMES):
        path = first if number == 1 else first.with_name(f"{first.stem}-{number}{SUFFIX}")
        try:
            return path, _make(path, said, chosen)
        except ProjectExists:
            continue
    raise ProjectExists(f"{first} and {_MOST_NAMES - 2} names like it exist: choose another.")


def _make(path: Path, said: Beginning, chosen: template_data.Template) -> Project:
    title = said.title.strip() or path.stem
    return Project.create(path, ProjectInfo(title=title), chosen, personas=said.personas)


def _with_stages(chosen: template_data.Template, titles: Sequence[str]) -> template_data.Template:
    """Return the template with these stages: one that it has keeps its description and examples."""
    if not titles:
        return chosen
    known = {fold(stage.title): stage for stage in chosen.stages}
    stages = tuple(
        replace(known[fold(title)], title=title)
        if fold(title) in known
        else template_data.TemplateStage(slugify(title), title)
        for title in titles
    )
    return replace(chosen, stages=stages)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form begins with: stages to choose from, and projects to go on with."""

    templates: tuple[template_data.Template, ...]
    recent: tuple[Path, ...]


def offer() -> Offer:
    """Return the templates that ship and the projects used last."""
    return Offer(template_data.shipped(), tuple(locations.recent()[:8]))


_ABOUT = ("title", "goal", "objectives", "use", "scope")


@contextmanager
def temporary() -> Iterator[tuple[Project, Path]]:
    """Make the sample project, still without notes, in a temporary folder that stays.

    The folder stays so that its user can look further; the system clears it in its own time.
    Where making it fails, it is taken away again.
    """
    folder = Path(tempfile.mkdtemp(prefix="sayso-demo-"))
    try:
        project = create_sample(folder / "sample.sayso")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    with project:
        yield project, folder


def create_sample(path: Path) -> Project:
    """Make the sample project without notes: what it is about, stages, personas, journeys.

    Raises:
        SaysoError: the file cannot be made.
    """
    source = tomllib.loads(sample.project_file().read_text(encoding="utf-8"))
    template = Template(
        slug="sample",
        title=source["title"],
        stages=tuple(
            TemplateStage(**{**stage, "examples": tuple(stage["examples"])})
            for stage in source["stages"]
        ),
        channels=tuple(source["channels"]),
    )
    about = ProjectInfo(**{name: source[name] for name in _ABOUT})
    project = Project.create(path, about, template)
    try:
        with project.change("Describe the sample project") as change:
            _describe(change, source)
    except BaseException:
        project.close()
        raise
    return project


def _describe(change: Change, source: dict[str, Any]) -> None:
    """Add the personas, and a journey for each that has one."""
    steps = {stage.title: stage.id for stage in stages_store.all(change)}
    ids = {}
    for persona in source["personas"]:
        fields = dict(persona)
        name = fields.pop("name")
        if "participation" in fields:
            fields["participation"] = Participation(fields["participation"])
        ids[name] = personas_store.add(change, name, **fields).id
    for journey in source.get("journeys", ()):
        fields = dict(journey)
        title = fields.pop("title")
        if "persona" in fields:
            fields["persona"] = ids[fields["persona"]]
        if "stages" in fields:
            fields["stages"] = tuple(steps[name] for name in fields["stages"])
        journeys.add(change, title, **fields)


def lay_out(folder: Path) -> Path:
    """Lay the sample out to be walked through by hand; return where its project is.

    The new ``folder`` holds the project without notes, the notes of the staff meetings and of the
    interviews in a folder each, and what the room wrote on the printed map.

    Raises:
        SaysoError: something is there already, or the folder cannot be made; nothing of it stays.
    """
    spare(folder)
    try:
        make_folder(folder, new=True)
    except FileExistsError:
        raise SaysoError(
            f"{folder} is there already; nothing was written. Name a folder that is not there."
        ) from None
    except OSError as error:
        raise OutputFailed(
            f"{folder} cannot be made ({error.strerror or error}); nothing was written. "
            "Name another folder."
        ) from error
    try:
        laid = {folder / "workshop.txt": sample.workshop_file().read_bytes()}
        for name, files in (
            ("meetings", sample.staff_files()),
            ("interviews", sample.interview_files()),
        ):
            make_folder(folder / name)
            laid.update({folder / name / file.name: file.read_bytes() for file in files})
        write_all(laid, sync=False)
        path = folder / "bike-lease.sayso"
        create_sample(path).close()
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise OutputFailed(
                f"{folder} cannot be filled ({error.strerror or error}); nothing of it was kept. "
                "Make room, or name another folder."
            ) from error
        raise
    return path


def staff_meetings(project: Project) -> tuple[str, list[str]]:
    """Import the staff meetings; return a heading and the lines that tell what came in."""
    heading = "1. After four staff meetings: what the organisation believes"
    return heading, _chapter(project, sample.staff_files())


def interviews(project: Project) -> tuple[str, list[str]]:
    """Import the customer interviews, read against what is believed inside.

    Returns a heading and the lines that tell what came in.
    """
    heading = "2. After six customer interviews: what became of what was believed"
    lines = _chapter(project, sample.interview_files())
    count = read_interviews(project)
    lines.append(f"Read against what staff believe: {counted(count, 'remark')} for or against it")
    return heading, lines


def read_interviews(project: Project) -> int:
    """Put the customers' remarks for and against beliefs as the sample's source has them decided.

    Which remarks say the same is decided there as well.  Every other remark of a customer counts as
    read.  Returns how many bear on a belief.
    """
    from synthesis.board.nearby import read_key
    from synthesis.board.standing import People, Side, said_by, side_of
    from synthesis.identifiers import EVERYWHERE, Choice, identifier_key

    snapshot = project.snapshot()
    people = People.of(snapshot)
    by_text = {note.text: note.id for note in snapshot.notes}
    decided = list(_decided(sample.read_file().read_text(encoding="utf-8"), by_text))
    bearings = [one for one in decided if isinstance(one, Bearing)]
    put = {bearing.note for bearing in bearings}
    with project.change("Read the interviews against what is believed") as change:
        for bearing in bearings:
            bearings_store.put(change, bearing)
        for same in decided:
            if isinstance(same, Link):
                touchpoints.put_link(change, same)
        for note in snapshot.notes:
            said = side_of(said_by(note, people)) is Side.CUSTOMER
            if said and note.is_evidence and note.id not in put:
                touchpoints.answer(change, read_key(note.id), yes=False)
        for words in tomllib.loads(sample.project_file().read_text(encoding="utf-8"))["no_names"]:
            key = identifier_key(Choice.KEEP, EVERYWHERE, fold(words))
            touchpoints.answer(change, key, yes=True)
    return len(bearings)


def _decided(text: str, by_text: Mapping[str, NoteId]) -> Iterator[Bearing | Link]:
    """Yield what the sample's source decides: a remark, and under it those for it and against it.

    With them comes which say the same as it.
    """
    signs = {"+": EvidenceStance.FOR, "-": EvidenceStance.AGAINST}
    first: NoteId | None = None
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        sign, _, remark = line.partition(" ")
        if sign in signs and first is not None:
            yield Bearing(by_text[remark], first, signs[sign])
        elif sign == "=" and first is not None:
            yield Link.between(first, by_text[remark], LinkKind.TOGETHER, LinkLevel.CLAIM)
        else:
            first = by_text[line]


def _chapter(project: Project, files: tuple[Path, ...]) -> list[str]:
    return [f"{path.stem}: {imports.import_file(project, path, {}).notes} notes" for path in files]
