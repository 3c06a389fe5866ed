"""What reading a corpus promises."""
