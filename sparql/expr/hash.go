package expr

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
)

// hashString sets out to the digest of a string in lower-case hexadecimal.
func hashString(ev *evaluator, args []value, out *value, h hash.Hash) error {
	s, err := args[0].simple(ev)
	if err != nil {
		return err
	}
	err = ev.pieces(s, func(piece string) { _, _ = io.WriteString(h, piece) }) // a hash takes everything
	out.setString(hex.EncodeToString(h.Sum(nil)))
	return err
}

func hashMD5(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, md5.New())
}

func hashSHA1(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, sha1.New())
}

func hashSHA256(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, sha256.New())
}

func hashSHA384(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, sha512.New384())
}

func hashSHA512(ev *evaluator, args []value, out *value) error {
	return hashString(ev, args, out, sha512.New())
}
