package expr

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
)

// hashString sets out to the digest of a string in lower-case hexadecimal.
func hashString(ev *evaluator, args []value, out *value, sum func(string) []byte) error {
	s, err := args[0].simple(ev)
	if err != nil {
		return err
	}
	out.setString(hex.EncodeToString(sum(s)))
	return nil
}

func hashMD5(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, func(s string) []byte { h := md5.Sum([]byte(s)); return h[:] })
}

func hashSHA1(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, func(s string) []byte { h := sha1.Sum([]byte(s)); return h[:] })
}

func hashSHA256(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, func(s string) []byte { h := sha256.Sum256([]byte(s)); return h[:] })
}

func hashSHA384(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, func(s string) []byte { h := sha512.Sum384([]byte(s)); return h[:] })
}

func hashSHA512(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, func(s string) []byte { h := sha512.Sum512([]byte(s)); return h[:] })
}
