"""The pages before a case has files: the front page, what happened, safety, and where to get files."""
