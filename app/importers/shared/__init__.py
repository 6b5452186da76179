"""What several formats use: cells, times, records, statements, pages and tables. This folder holds no format itself."""
