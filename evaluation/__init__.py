"""Measures the detectors on simulated accounts, written as real export files, with the truth beside them. Not shipped.

``simulate`` makes accounts, ``attacks`` and ``circumstances`` happen to them, ``export`` writes their files, and
``measure`` runs the product over them.
``python -m evaluation.measure.run`` publishes the numbers in docs/detection.md.
"""
