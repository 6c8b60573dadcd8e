"""What to ask next, out of a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import NotFound

if TYPE_CHECKING:
    from data.records import PersonaId
    from data.store import Project
    from synthesis.map.model import JourneyMap


def render(journey: JourneyMap, form: str) -> str:
    """Return the guide of a map as ``text``, ``md`` or ``html``.

    Raises:
        NotFound: there is nothing to ask yet.
    """
    from synthesis.map.guide import guide
    from synthesis.render import guide as guide_render

    found = guide(journey)
    if not found.parts:
        raise NotFound(guide_render.NOTHING)
    make = {"text": guide_render.text, "md": guide_render.markdown, "html": guide_render.html}[form]
    return make(found)


def open_page(project: Project, persona: PersonaId | None) -> str:
    """Write the guide of one persona, or of everybody, beside its project; open it in a browser.

    Returns what to tell the person.

    Raises:
        NotFound: there is nothing to ask yet, or no browser; the sentence says where the page is.
        OutputFailed: it could be written nowhere.
    """
    from capture import external
    from capture.jobs import mapping, publishing

    journey = mapping.page_map(project, persona)
    beside = project.path.with_name(f"{project.path.stem}.guide.html")
    return external.open_page(publishing.write_beside(beside, render(journey, "html")))
