"""Makes a data set out of many objects: shards, workers, resuming, several machines."""
