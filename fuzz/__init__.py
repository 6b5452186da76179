"""Coverage-guided fuzzing: each module here is one target, found because it is there.

``fuzz_one(data)`` gives bytes to a parser; it raises
unless the result keeps its invariants or the refusal has a sentence.
``SEEDS`` are the first inputs. ``make fuzz`` runs each for a minute; ``python -m fuzz.run csv --seconds 600`` one.
"""
