"""Programs whose truth is known, for tests, validation and examples.

``recipe`` says what is planted; ``matching`` draws who is matched with whom and ``outcomes`` how it goes and what is
then true; ``traits`` and ``surveys`` draw what people answer, ``dates`` sets the calendar.  ``simulate`` makes the four
tables of a program from all of these, loads them, or writes them as exports.  Another planted effect is a field of
``Recipe`` and its use in ``outcomes``.
"""
