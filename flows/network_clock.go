package flows

import (
	"strconv"
	"strings"
)

// fired takes one of the Network's timers. Each may come late, after downtime.
func (t *networkTurn) fired(in TimerFired) {
	switch kind, of, _ := strings.Cut(in.Name, "/"); kind {
	case forgetting:
		t.forgetCodes()
	case coverTimer:
		number, _ := strconv.Atoi(of)
		t.coverDue(number)
	case digestTimer:
		t.digest(ServiceID(of))
	case partnershipTimer:
		t.partnershipDue(PartnershipCode(of))
	}
}
