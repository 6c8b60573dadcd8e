"""The command line: ``sayso VERB …``.

Nothing heavy is imported here: a verb's module loads when the verb is called, so ``sayso --help``
costs little more than click itself.
"""

from capture.cli.main import main

__all__ = ["main"]
