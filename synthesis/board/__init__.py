"""The board: claims, draft touchpoints, acts on them, and what needs an eye."""
