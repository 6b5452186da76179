"""The formats of TikTok."""
