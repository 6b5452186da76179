"""Pictures of screens become rows: a picture proves nothing, so each row says what is doubtful about it."""
