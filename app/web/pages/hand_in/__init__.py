"""The pages for handing in files and evidence, and for what became of them."""
