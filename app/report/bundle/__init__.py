"""The evidence bundle: a BagIt bag in a ZIP, signed with a key of the case, and the check whether one has changed
since. ``write.stream`` makes it from a list of members; ``read.Reader`` and ``judge.judge`` check it as a stream.
Nothing here stores anything."""
