"""The files that were handed in: uploads, evidence, their examination, and their erasure."""
