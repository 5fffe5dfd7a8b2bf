package sparql

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"
)

// The measures of the picture of a plan, in pixels.
const (
	planBoxWidth  = 250
	planBoxHeight = 78
	planGapX      = 24
	planGapY      = 44
	planMargin    = 12
	planTextChars = 36 // of a line in a box
)

// misestimated is the factor between expected and actual rows from which a box
// is marked.
const misestimated = 10

// planBox is an operator at its place in the picture.
type planBox struct {
	plan   *Plan
	x, y   int // of the upper left corner
	inputs []*planBox
}

// layPlan places p and its inputs below (left, depth) and returns the width that
// they take.
func layPlan(p *Plan, left, depth int) (*planBox, int) {
	b := &planBox{plan: p, y: planMargin + depth*(planBoxHeight+planGapY)}
	width := 0
	for i, in := range p.Inputs {
		if i > 0 {
			width += planGapX
		}
		box, w := layPlan(in, left+width, depth+1)
		b.inputs = append(b.inputs, box)
		width += w
	}
	if width < planBoxWidth && len(b.inputs) > 0 {
		for _, in := range b.inputs {
			in.shift((planBoxWidth - width) / 2)
		}
	}
	width = max(width, planBoxWidth)
	b.x = left + (width-planBoxWidth)/2
	return b, width
}

func (b *planBox) shift(dx int) {
	b.x += dx
	for _, in := range b.inputs {
		in.shift(dx)
	}
}

func planDepth(p *Plan) int {
	depth := 0
	for _, in := range p.Inputs {
		depth = max(depth, planDepth(in))
	}
	return depth + 1
}

// SVG draws the operators of the plan as a tree of boxes, the last one to run
// on top. A box is the redder the larger the part of the time that its operator
// took itself; a dashed frame marks rows that were not expected.
func (p *Plan) SVG() []byte {
	root, width := layPlan(p, planMargin, 0)
	height := planDepth(p)*(planBoxHeight+planGapY) - planGapY + 2*planMargin
	width += 2 * planMargin
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" role="img">`,
		width, height, width, height)
	b.WriteString("\n<title>Query plan</title>\n")
	root.draw(&b, max(p.Time, 1))
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func (b *planBox) draw(out *bytes.Buffer, total time.Duration) {
	for _, in := range b.inputs {
		fromX, fromY := in.x+planBoxWidth/2, in.y
		toX, toY := b.x+planBoxWidth/2, b.y+planBoxHeight
		fmt.Fprintf(out, `<path d="M%d %dC%d %d %d %d %d %d" fill="none" stroke="#777"/>`+"\n",
			fromX, fromY, fromX, fromY-planGapY/2, toX, toY+planGapY/2, toX, toY)
		fmt.Fprintf(out, `<text x="%d" y="%d" fill="#555">%s</text>`+"\n", fromX+6, fromY-8, rowsText(in.plan))
		in.draw(out, total)
	}
	p := b.plan
	dash := ""
	if more, less := float64(p.Rows), p.Estimate; p.Ran && (more > misestimated*max(less, 1) || less > misestimated*max(more, 1)) {
		dash = ` stroke-dasharray="5 3"`
	}
	own := min(1, float64(p.Own)/float64(total))
	fmt.Fprintf(out, `<g><rect x="%d" y="%d" width="%d" height="%d" rx="6" fill="hsl(%d 70%% 92%%)" stroke="#444"%s/>`,
		b.x, b.y, planBoxWidth, planBoxHeight, 140-int(140*own), dash)
	fmt.Fprintf(out, "<title>%s</title>", xmlText(p.Op+" "+p.Detail))
	lines := []string{shorten(p.Op, planTextChars), shorten(p.Detail, planTextChars), rowsText(p)}
	if p.Ran {
		lines = append(lines, fmt.Sprintf("own time %v of %v, %d KiB", p.Own.Round(time.Microsecond), p.Time.Round(time.Microsecond), (p.Memory+1023)/1024))
	} else {
		lines = append(lines, fmt.Sprintf("cost %.0f", p.Cost))
	}
	for i, line := range lines {
		weight := ""
		if i == 0 {
			weight = ` font-weight="bold"`
		}
		fmt.Fprintf(out, `<text x="%d" y="%d"%s>%s</text>`, b.x+10, b.y+18+i*17, weight, xmlText(line))
	}
	out.WriteString("</g>\n")
}

// rowsText tells the rows of an operator.
func rowsText(p *Plan) string {
	if p.Ran {
		return fmt.Sprintf("%d rows (%.0f expected)", p.Rows, p.Estimate)
	}
	return fmt.Sprintf("%.0f rows expected", p.Estimate)
}

// shorten cuts text to a number of characters.
func shorten(text string, chars int) string {
	runes := []rune(text)
	if len(runes) <= chars {
		return text
	}
	return string(runes[:chars-1]) + "…"
}

func xmlText(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil { // a buffer takes all
		panic(err)
	}
	return b.String()
}
