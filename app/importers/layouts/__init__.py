"""Statements as data: what the table of a bank, a card or a wallet is, is a YAML file in the folder of its country.

``layout.Layout`` says what such a file may hold, ``claims`` chooses the layout of a table, ``read`` turns its rows into
events. ``layouts.json`` holds all of them, made from them (``app.made``), so that nothing parses YAML at a start.
"""
