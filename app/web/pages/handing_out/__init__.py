"""The pages of documents for others: summary, letters, bundle, exports."""
