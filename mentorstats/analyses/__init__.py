"""What is analyzed beside the two questions; each analysis is a function of a program that returns a frozen result.

``explore`` looks at what else goes with the outcome, ``specification`` analyzes a question in every defensible way,
``duration`` tells how long pairings last, ``overview`` and ``responses`` give the metrics that the field reports,
``ratings`` compares what the two sides say about each other, ``reliability`` tells how well scales measure, and
``planning`` how many mentees the next program needs.
"""
