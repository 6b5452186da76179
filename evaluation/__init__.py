"""How well the detectors do: simulated accounts, written as the real export files, with the truth beside them.

``python -m evaluation.run`` publishes the numbers (docs/detection.md); ``python -m evaluation.calibrate`` writes the
scores that clean accounts reach, from which thresholds and confidences are set.
"""
