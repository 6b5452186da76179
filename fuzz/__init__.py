"""Coverage-guided fuzzing: each module here is one target, found because it is there.

``one(data)`` gives bytes to a parser and raises on anything but a result that holds or a refusal with a sentence.
``SEEDS`` are inputs to begin with. ``make fuzz`` runs each for a minute; ``python -m fuzz.run csv --seconds 600`` one.
"""
