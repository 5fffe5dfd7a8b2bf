package store

// SetFaults makes operations of the key-value store fail; see package kv.
func (db *DB) SetFaults(f func(op string) error) { db.dir.SetFaults(f) }
