"""Events become findings: pure functions of a History, without I/O, clock or database."""
