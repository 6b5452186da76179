"""What was handed in: uploads, evidence, their examination, and their erasure."""
