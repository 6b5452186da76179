"""Parts that several pages share, as plain data for the templates; no routes."""
