"""The pages before a case has files: the door, what happened, safety, and where files are to be had."""
