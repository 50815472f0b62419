"""A first ``mentorstats.toml`` and a first list of industries, from what was recognized in a folder of exports.

What is missing is proposed where the cells show it; what only the program can know stands there as a comment.

- ``columns``: files that seem to name no people, and which of their columns do.
- ``waves``: what unknown words for waves stand for, by the days of the answers.
- ``settings``: the text, and the list of industries beside it.
"""
