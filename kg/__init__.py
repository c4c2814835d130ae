"""Facts about quotas and results, read from the Vietnamese press into a graph where each fact shows its sentence."""
