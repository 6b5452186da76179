"""Proves that a change of the code changed no result: two trees look at the same inputs, and what they say is compared.

``python -m evaluation.golden COMMIT`` writes the inputs and the results of that commit once, and those of this tree
anew. Data must be equal; sentences for people may differ and are listed. Each tree writes its results by its own
programs ``inputs`` and ``outputs``, which are free to follow the product; ``compare`` knows no module of it.
"""
