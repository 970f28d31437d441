package alert

// Kind is what has happened (DOMAIN section 8).
type Kind string

// The kinds of critical events, in the order in which they are offered. Other takes
// what none of them says: nobody is to look for the right word first.
const (
	Violence     Kind = "violence"     // new violence
	ThreatToKill Kind = "threat"       // a threat to kill
	Suicide      Kind = "suicide"      // his threat or attempt of suicide
	Weapon       Kind = "weapon"       // a weapon used, shown or come by
	Stalking     Kind = "stalking"     // following or locating her
	Breach       Kind = "breach"       // of an order or condition
	Dropout      Kind = "dropout"      // dropout, exclusion or unexplained absence from the programme
	Release      Kind = "release"      // release, or the end of a measure
	Date         Kind = "date"         // separation, custody or court date
	ChildHarmed  Kind = "child"        // harm to a child
	Homicidal    Kind = "homicidal"    // homicidal ideas spoken of in a session
	Intoxication Kind = "intoxication" // a crisis under intoxication
	Other        Kind = "other"
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{
		Violence, ThreatToKill, Weapon, Stalking, Suicide, Homicidal, ChildHarmed, Intoxication,
		Breach, Dropout, Release, Date, Other,
	}
}
