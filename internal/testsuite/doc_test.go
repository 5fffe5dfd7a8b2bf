// Package testsuite_test runs the test suites of the W3C through the packages
// of this module. The suites are not part of the module: tests that need them
// look in ../../../shared/w3c, or in the folder that the environment variable
// ISSNLD_W3C names, and are skipped where they are missing.
//
// The file skips.txt is the ledger of exceptions: one test IRI and a reason
// per line. A listed test that passes is a failure, as is a listed test that
// no suite has.
//
// A suite is added by a function that returns its []suite, called in
// allSuites.
package testsuite_test
