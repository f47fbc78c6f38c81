"""The operations of each API family; they load when they are first touched."""
