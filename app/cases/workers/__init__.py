"""The processes and threads that execute runs."""
