"""The processes and threads that carry runs out."""
