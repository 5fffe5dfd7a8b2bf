package store

func replay(gen *generation, write bool) (*version, error) {
	return &version{gen: gen, number: gen.info.version}, nil
}
