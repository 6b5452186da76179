"""From uploads to one typed report, its public JSON and its summary: no database, no case, no HTTP."""
