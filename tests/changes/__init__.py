"""What changes from version to version, and who is told."""
