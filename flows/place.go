package flows

import (
	"cmp"
	"fmt"
)

// Person is a staff member, named by their Matrix user ID. No client of a
// service is ever a Person.
type Person string

// ServiceID names a service as the configuration does.
type ServiceID string

// CaseCode is a case's random code, such as "K-4821". It says nothing about
// anyone.
type CaseCode string

// PartnershipCode is a partnership's random code, such as "P-4821". It says nothing about
// anyone.
type PartnershipCode string

// Place is a room by what it is for; the shell knows which Matrix room that is.
// Which fields are set depends on the kind.
type Place struct {
	Kind    PlaceKind `json:"kind"`
	Service ServiceID `json:"service,omitempty"`
	Case    CaseCode  `json:"case,omitempty"`
	Person  Person    `json:"person,omitempty"`
	// Partnership is set for the room of one.
	Partnership PartnershipCode `json:"partnership,omitempty"`
}

// PlaceKind is what a room is for.
type PlaceKind string

// The kinds of rooms.
const (
	DeskRoom    PlaceKind = "desk"    // one a service
	CaseRoom    PlaceKind = "case"    // one a case, for both services
	PrivateRoom PlaceKind = "private" // one a case and service
	DirectRoom  PlaceKind = "direct"  // one a person
	// PartnershipRoom is one a partnership, for both services.
	PartnershipRoom PlaceKind = "partnership"
)

// Desk is the service's desk.
func Desk(s ServiceID) Place { return Place{Kind: DeskRoom, Service: s} }

// Shared is the case's room for both services.
func Shared(c CaseCode) Place { return Place{Kind: CaseRoom, Case: c} }

// Private is the service's own room of the case.
func Private(c CaseCode, s ServiceID) Place {
	return Place{Kind: PrivateRoom, Case: c, Service: s}
}

// Direct is a person's direct room: theirs and the bot's alone.
func Direct(p Person) Place { return Place{Kind: DirectRoom, Person: p} }

// Between is the room of a partnership, for the teams of both services.
func Between(p PartnershipCode) Place { return Place{Kind: PartnershipRoom, Partnership: p} }

// String names the place, always in the same way: what was sent is known again by
// names that are made of it.
func (p Place) String() string {
	if p.Person != "" {
		return fmt.Sprintf("{%s %s}", p.Kind, p.Person)
	}
	if p.Partnership != "" {
		return fmt.Sprintf("{%s %s}", p.Kind, p.Partnership)
	}
	return fmt.Sprintf("{%s %s %s}", p.Kind, p.Service, p.Case)
}

// Code is what a room goes by: the code of its case or its partnership, where it has one.
func (p Place) Code() string { return cmp.Or(string(p.Case), string(p.Partnership)) }

// IsZero reports whether p names no room.
func (p Place) IsZero() bool { return p == Place{} }
