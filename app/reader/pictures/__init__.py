"""Pictures of screens become lines of text with their places, offline, by the models of the ``screens`` extra.

Only a confined process imports what is here besides ``models``.
"""
