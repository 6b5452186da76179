"""The questions by which the owner accounts for the whole history: every event is in one question, and the answers add
up. Pure: it uses no page, no file of answers and no language."""
