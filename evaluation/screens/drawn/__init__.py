"""The layouts: each a function that draws made-up rows in one design."""
