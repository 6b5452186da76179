"""Books, films, apps and memberships."""
