"""What a case keeps beside files and answers: notes, people, keys of subjects, and the log of what happened to it."""
