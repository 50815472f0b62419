"""Exports of any kind to a ``Program`` and its problems."""
