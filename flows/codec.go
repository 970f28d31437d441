package flows

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Inputs and effects are stored between two stops, as one JSON object with the
// type's name as its only member: {"Said": {…}}.

var inputTypes = named(
	Said{}, Tapped{}, TookBack{}, Joined{}, Left{}, Unreadable{}, Invited{}, Verifying{}, IdentityReset{}, Accepted{},
	TimerFired{}, Delivered{}, Undelivered{}, Configured{}, Paired{}, Staffed{}, Called{}, Reported{}, Recalled{},
	DutyChanged{}, AlertAnswered{}, NoticeSent{}, NoticeFailed{}, Read{}, ClockSetBack{},
)

var effectTypes = named(
	Say{}, Ask{}, Attach{}, Pin{}, OpenRoom{}, Speak{}, Invite{}, Remove{}, Decline{}, Accept{}, SetTimer{},
	CancelTimer{}, TellNetwork{}, TellCase{}, Keep{}, Recall{}, Enter{}, Ignore{}, Notify{},
)

func named(values ...any) map[string]reflect.Type {
	types := map[string]reflect.Type{}
	for _, v := range values {
		types[reflect.TypeOf(v).Name()] = reflect.TypeOf(v)
	}
	return types
}

// EncodeInput writes an input down.
func EncodeInput(in Input) ([]byte, error) { return encode(in) }

// DecodeInput reads what EncodeInput wrote.
func DecodeInput(b []byte) (Input, error) {
	v, err := decode(b, inputTypes)
	if err != nil {
		return nil, err
	}
	return v.(Input), nil
}

// EncodeEffect writes an effect down.
func EncodeEffect(e Effect) ([]byte, error) { return encode(e) }

// DecodeEffect reads what EncodeEffect wrote.
func DecodeEffect(b []byte) (Effect, error) {
	v, err := decode(b, effectTypes)
	if err != nil {
		return nil, err
	}
	return v.(Effect), nil
}

func encode(v any) ([]byte, error) {
	if v == nil {
		return nil, fmt.Errorf("nothing to encode")
	}
	return json.Marshal(map[string]any{reflect.TypeOf(v).Name(): v})
}

func decode(b []byte, types map[string]reflect.Type) (any, error) {
	var tagged map[string]json.RawMessage
	if err := json.Unmarshal(b, &tagged); err != nil {
		return nil, fmt.Errorf("stored value is no tagged object: %w", err)
	}
	for name, raw := range tagged {
		t, known := types[name]
		if !known || len(tagged) != 1 {
			return nil, fmt.Errorf("stored value has an unknown type")
		}
		v := reflect.New(t)
		if err := json.Unmarshal(raw, v.Interface()); err != nil {
			return nil, fmt.Errorf("stored %s: %w", name, err)
		}
		return v.Elem().Interface(), nil
	}
	return nil, fmt.Errorf("stored value is empty")
}

// MarshalJSON and UnmarshalJSON carry the input with its type.

func (t TellNetwork) MarshalJSON() ([]byte, error) { return EncodeInput(t.Input) }

func (t *TellNetwork) UnmarshalJSON(b []byte) (err error) {
	t.Input, err = DecodeInput(b)
	return err
}

type tellCase struct {
	Case  CaseCode        `json:"case"`
	Input json.RawMessage `json:"input"`
}

func (t TellCase) MarshalJSON() ([]byte, error) {
	in, err := EncodeInput(t.Input)
	if err != nil {
		return nil, err
	}
	return json.Marshal(tellCase{t.Case, in})
}

func (t *TellCase) UnmarshalJSON(b []byte) error {
	var stored tellCase
	if err := json.Unmarshal(b, &stored); err != nil {
		return err
	}
	in, err := DecodeInput(stored.Input)
	t.Case, t.Input = stored.Case, in
	return err
}
