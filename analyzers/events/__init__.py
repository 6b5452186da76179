"""What happened: event tables, their merging and links, addresses and coverage. Nothing here judges an event or
knows a detector."""
