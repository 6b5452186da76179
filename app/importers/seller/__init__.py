"""The formats of Amazon Seller Central."""
