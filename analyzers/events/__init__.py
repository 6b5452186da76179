"""The events: event tables, their merging and links, addresses and coverage. This package judges no event and knows no
rule."""
