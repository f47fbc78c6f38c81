"""The awaited half of the package. `python/scripts/derive_sync.py` derives the blocking half, `_sync`, from it."""
