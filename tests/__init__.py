"""The tests, laid out as the code is: what tests `synthesis.board.queue` is found by that name."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The checkout."""
