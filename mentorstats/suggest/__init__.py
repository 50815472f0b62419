"""A first ``mentorstats.toml`` and a first list of industries, from what was recognized in a folder of exports.

It says what would be done without it, so that whoever reads it sees at once what is wrong and corrects that line.  What
is missing is proposed where the cells show it: the column that is left, the wave that a date tells, the likeliest
outcome.  What only the program can know stands there as a comment.
"""
