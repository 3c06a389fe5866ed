"""What strangers can touch, given anything: one module for each kind of thing."""
