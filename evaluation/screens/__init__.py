"""Made-up screens of apps, drawn by a browser with the rows that they show: what reading pictures is measured by."""
