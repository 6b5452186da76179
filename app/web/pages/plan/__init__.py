"""The pages of the plan: overview, steps, contacts, dates, household."""
