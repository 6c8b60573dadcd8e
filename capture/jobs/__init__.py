"""What both the command line and the screens do: a verb and a key never differ.

Here the project (`data.store`) and the synthesis (`synthesis`) meet; neither knows of the other.
Every function takes an open project, does one whole thing, and returns a record of what it did.
Nothing is printed here, and nothing heavy is imported before it is used.
"""
