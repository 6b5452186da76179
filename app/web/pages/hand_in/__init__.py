"""The pages for handing in files and evidence, and for the results of reading them."""
