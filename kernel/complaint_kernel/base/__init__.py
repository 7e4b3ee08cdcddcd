"""What every room uses: errors, money, strict YAML and JSON. Knows nothing of complaints or policies."""
