"""The report: one HTML page, findings.csv, findings.json and problems.csv, and what the commands print.

``page.build_page`` makes all that the page says, as frozen data, rounded and in words, so that it can be read and
tested without a browser.  Each section has a module: ``question`` (one for each question), ``conclusions``,
``participants``, ``industries``, ``exploration``, ``file_counts``, ``glossary``, ``reproduce``; they are made of the
pieces in ``parts``, with numbers written by ``format``.  ``write`` renders the page with the templates, ``files``
writes the tables, and ``terminal`` prints.
"""
