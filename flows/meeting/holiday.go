package meeting

import (
	"time"

	"github.com/rickar/cal/v2"
	austria "github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/it"
)

// holidays are the public holidays of whole countries, those of the project's partners,
// by the time zone that a service works in. What holds in a region or a town alone is
// not known; neither is Cyprus.
var holidays = map[string][]*cal.Holiday{
	"Europe/Rome": it.Holidays, "Europe/Athens": gr.Holidays, "Europe/Sofia": bg.Holidays, "Europe/Zagreb": hr.Holidays,
	"Europe/Berlin": de.Holidays, "Europe/Vienna": austria.Holidays,
}

// Holiday reports whether a moment lies on a public holiday where a time zone is, as far
// as that is known. It only warns: nothing depends on it.
func Holiday(zone string, moment time.Time) bool {
	of := cal.Calendar{Holidays: holidays[zone]}
	actual, observed, _ := of.IsHoliday(moment)
	return actual || observed
}
