"""What several formats use: cells, dates, money and row numbers by meaning; no format of its own."""
