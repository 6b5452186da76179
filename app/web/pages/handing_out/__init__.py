"""The pages of what leaves a case: summary, letters, bundle, exports."""
