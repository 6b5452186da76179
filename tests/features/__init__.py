"""What hangs on a feature from outside of its folders, and whether it can be taken out."""
