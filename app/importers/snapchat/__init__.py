"""The formats of Snapchat."""
