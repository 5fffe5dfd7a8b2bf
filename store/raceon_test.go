//go:build race

package store_test

// raceDetector says that the detector's shadow of the heap is part of the address
// space, and is not given back.
const raceDetector = true
