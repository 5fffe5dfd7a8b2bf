package pages

// Home is what the home template shows.
type Home struct {
	Title, Subtitle string
	Origin          string
	ExampleISSN     string
	Formats         []Link
	Examples        []HomeExample
}

// HomeExample is something to look at.
type HomeExample struct{ Href, Text, Note string }
