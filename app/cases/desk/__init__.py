"""The desk of people who help: invitations, cases opened for a caller and handed over, lists and figures."""
