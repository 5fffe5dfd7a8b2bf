package kv

import (
	"slices"
	"strings"
	"sync"
)

// MemoryDir returns a directory that is in memory only, for one writer: its
// generations are gone with it. Temporary files lie where the system has them.
func MemoryDir() *Dir {
	d := &Dir{memory: make(map[uint64]*memoryTable), closed: make(chan struct{}), id: newID()}
	d.users.Store(1)
	return d
}

// memoryTable is a generation in memory. Values are never changed: they are lent.
type memoryTable struct {
	mu     sync.RWMutex // guards what follows
	values map[string][]byte
	keys   []string // of values, ascending
}

func newMemoryTable() *memoryTable { return &memoryTable{values: make(map[string][]byte)} }

func (m *memoryTable) get(key []byte) []byte {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.values[string(key)]
}

// apply sets and deletes keys, all at once.
func (m *memoryTable) apply(pairs []Pair) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys := slices.Clone(m.keys) // a scan may be reading the old list
	for _, p := range pairs {
		key := string(p.Key)
		at, found := slices.BinarySearch(keys, key)
		switch {
		case p.Value == nil && found:
			keys = slices.Delete(keys, at, at+1)
			delete(m.values, key)
		case p.Value != nil:
			if !found {
				keys = slices.Insert(keys, at, key)
			}
			m.values[key] = slices.Clone(p.Value)
		}
	}
	m.keys = keys
}

// load adds pairs of a build, whose keys are new.
func (m *memoryTable) load(pairs []Pair) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range pairs {
		m.values[string(p.Key)] = p.Value
	}
}

// finish completes a build.
func (m *memoryTable) finish() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys = make([]string, 0, len(m.values))
	for key := range m.values {
		m.keys = append(m.keys, key)
	}
	slices.Sort(m.keys)
}

// scan is [Store.ScanFrom]: f gets the keys of the moment of the call.
func (m *memoryTable) scan(prefix, first []byte, f func(key, value []byte) error) error {
	m.mu.RLock()
	keys := m.keys
	m.mu.RUnlock()
	from, _ := slices.BinarySearch(keys, string(first))
	for _, key := range keys[from:] {
		if !strings.HasPrefix(key, string(prefix)) {
			break
		}
		value := m.get([]byte(key))
		if value == nil {
			continue // deleted meanwhile
		}
		if err := f([]byte(key), value); err != nil {
			return err
		}
	}
	return nil
}

// size returns the bytes of keys and values.
func (m *memoryTable) size() int64 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var n int64
	for key, value := range m.values {
		n += int64(len(key) + len(value))
	}
	return n
}

// inMemory returns a generation of a directory in memory; nil if it has none such.
func (d *Dir) inMemory(gen uint64) *memoryTable {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.memory[gen]
}
