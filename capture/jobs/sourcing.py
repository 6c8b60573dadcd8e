"""A project's vectors and titles: what was encoded or found once is kept in the project."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.errors import Progress, ShouldStop
from data.store import drafts
from data.store import vectors as kept_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.store import Project
    from synthesis.grouping.encode import Encoder, Vectors
    from synthesis.titles.titles import NamingGroup, Title


@dataclass(slots=True)
class Source:
    """The project's vectors, with the caller's progress and wish to stop."""

    vectors: Vectors
    encoder: Encoder
    progress: Progress | None
    cancelled: ShouldStop | None

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a unit row a text; see `synthesis.grouping.encode.Vectors`."""
        return self.vectors.of(texts, progress=self.progress, cancelled=self.cancelled)


def source(
    project: Project,
    progress: Progress | None = None,
    cancelled: ShouldStop | None = None,
) -> Source:
    """Return what turns texts into vectors, through those that the project keeps."""
    from synthesis.grouping.encode import Vectors, default_encoder

    encoder = default_encoder()

    def read(prints: list[str]) -> Mapping[str, bytes]:
        return kept_vectors.read(project, encoder.id, prints)

    def keep(rows: Mapping[str, bytes]) -> None:
        with project.cache() as cache:
            cache.keep_vectors(encoder.id, rows)

    keeper = None if project.read_only else keep
    return Source(Vectors(read, keeper, encoder=encoder), encoder, progress, cancelled)


class Namer:
    """Names groups; what was found is kept, so that the same groups cost nothing again."""

    def __init__(
        self,
        project: Project,
        encoder: Encoder,
        progress: Progress | None,
        cancelled: ShouldStop | None,
    ) -> None:
        from synthesis.grouping.encode import Vectors

        self._project = project
        self._progress = progress
        self._cancelled = cancelled
        self._asked = 0
        # Candidates are many and serve once: the titles are kept, not their vectors.
        self._vectors = Vectors(encoder=encoder)

    @property
    def candidates(self) -> int:
        """How many candidates had to be encoded."""
        return self._vectors.encoded

    def __call__(self, groups: Sequence[NamingGroup], *, taken: Collection[str]) -> list[Title]:
        """Return a title a group; see `synthesis.titles.titles.name_groups`."""
        from synthesis.titles.titles import name_groups

        return name_groups(groups, self._encode, self._kept, self._keep, taken=taken)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        # Candidates come in several lots: they are counted together, so that a bar only grows.
        before, self._asked = self._asked, self._asked + len(texts)

        def count(done: int, total: int) -> None:
            if self._progress is not None:
                self._progress(before + done, before + total)

        return self._vectors.of(texts, progress=count, cancelled=self._cancelled)

    def _kept(self, keys: list[str]) -> Mapping[str, str]:
        return drafts.kept_titles(self._project, keys)

    def _keep(self, found: Mapping[str, str]) -> None:
        with self._project.cache() as cache:
            cache.keep_titles(found)
