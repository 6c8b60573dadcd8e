"""The mode Map: the board, its cards, and what needs an eye."""
