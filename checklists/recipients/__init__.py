"""Who is given a paper, and what each kind of recipient needs."""
