"""What is killed in the middle: each deed is begun, broken off, done again as its people would, and counted."""
