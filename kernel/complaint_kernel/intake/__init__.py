"""A complaint comes in: one mapping, one row of text, a file of many; typed, or every fault at once."""
