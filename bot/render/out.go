package render

// Out is what is to be sent: a text, or a poll.
type Out struct {
	// Markdown is the text, CommonMark without HTML; empty where there is a Poll.
	Markdown string
	// Notify makes telephones ring.
	Notify bool
	// Mentions are Matrix user IDs, each once, in the order of the text.
	Mentions []string
	// Poll is the question to be tapped, if it is one.
	Poll *Poll
	// File is to be made, if there is one; the text is its caption.
	File *File
}

// Poll is a question and its choices, as plain text: clients draw no markup in
// polls.
type Poll struct {
	Question string
	Choices  []Choice
}

// Choice is one answer of a poll.
type Choice struct {
	ID    string
	Label string
}
