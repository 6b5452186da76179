"""The other data of a case beside files and answers: notes, people, keys of subjects, and the log of its files."""
