"""What a grant lets a helper do in a case that is not theirs: its mode, as the database keeps it."""

READ = "read"
WORK = "work"  # answers, writes and hands in, and removes nothing
HELD = "desk"  # the helper opened the case for somebody who has no way into it yet, and corrects it, too
WRITING = (WORK, HELD)
