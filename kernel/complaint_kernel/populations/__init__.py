"""Many complaints at once: customer tiers, early warning, quotas, periodic work, caps, numbers, statistics."""
