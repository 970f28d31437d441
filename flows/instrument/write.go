package instrument

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// YAML is the file of a definition, from which Parse reads the same definition
// again. Whatever is empty is left out. The YAML library's own writer is not used,
// because it does not write every text so that it reads it again (line breaks in
// lists).
func (d *Definition) YAML() []byte {
	var w writer
	w.fields(reflect.ValueOf(*d), 0)
	return w.Bytes()
}

// writer writes blocks of YAML, two spaces deeper for each level.
type writer struct{ bytes.Buffer }

// fields writes what is set in a struct, in the order of its fields.
func (w *writer) fields(s reflect.Value, depth int) {
	for i := range s.NumField() {
		field := s.Type().Field(i)
		key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if !field.IsExported() || key == "" || empty(s.Field(i)) {
			continue
		}
		if depth == 0 && s.Field(i).Kind() != reflect.String {
			w.WriteString("\n")
		}
		w.entry(key, s.Field(i), depth)
	}
}

func empty(v reflect.Value) bool {
	return v.IsZero() || (v.Kind() == reflect.Map || v.Kind() == reflect.Slice) && v.Len() == 0
}

// entry writes one key with what belongs to it, in one line where that fits.
func (w *writer) entry(key string, v reflect.Value, depth int) {
	w.indent(depth)
	w.WriteString(key + ":")
	if line, ok := flow(v); ok {
		w.WriteString(" " + line + "\n")
		return
	}
	w.WriteString("\n")
	switch v.Kind() {
	case reflect.Map:
		for _, k := range keys(v) {
			w.entry(scalar(k), v.MapIndex(reflect.ValueOf(k)), depth+1)
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.item(v.Index(i), depth+1)
		}
	case reflect.Struct:
		w.fields(v, depth+1)
	}
}

// item writes one entry of a list: its first field stands beside the dash.
func (w *writer) item(v reflect.Value, depth int) {
	if v.Kind() == reflect.String {
		w.indent(depth)
		w.WriteString("- " + scalar(v.String()) + "\n")
		return
	}
	var block writer
	block.fields(v, depth+1)
	w.indent(depth)
	w.WriteString("- ")
	w.Write(bytes.TrimLeft(block.Bytes(), " "))
}

func (w *writer) indent(depth int) { w.WriteString(strings.Repeat("  ", depth)) }

// lineLength is how long texts in several languages may be to share a line.
const lineLength = 100

// flow is a value in one line; false where it needs a block.
func flow(v reflect.Value) (string, bool) {
	var parts []string
	brackets := "[]"
	switch v.Kind() {
	case reflect.String:
		return scalar(v.String()), true
	case reflect.Map:
		if v.Type().Elem().Kind() != reflect.String {
			return "", false
		}
		brackets = "{}"
		for _, k := range keys(v) {
			parts = append(parts, scalar(k)+": "+scalar(v.MapIndex(reflect.ValueOf(k)).String()))
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.String {
			return "", false
		}
		for i := range v.Len() {
			parts = append(parts, scalar(v.Index(i).String()))
		}
	case reflect.Struct:
		return "", false
	default:
		return fmt.Sprint(v.Interface()), true
	}
	line := brackets[:1] + strings.Join(parts, ", ") + brackets[1:]
	return line, utf8.RuneCountInString(line) <= lineLength
}

// keys are those under which there is anything.
func keys(v reflect.Value) (all []string) {
	for _, k := range v.MapKeys() {
		if value := v.MapIndex(k); value.Kind() != reflect.Slice || value.Len() > 0 {
			all = append(all, k.String())
		}
	}
	slices.Sort(all)
	return all
}

// unquoted are texts that YAML reads as they are, wherever they stand.
var unquoted = regexp.MustCompile(`^\p{L}([\p{L}\p{N}_ ]*[\p{L}\p{N}_])?$`)

// reserved are words that YAML may take for something else.
var reserved = []string{"y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf"}

// scalar is a text for YAML: in quotation marks, as JSON has them, where it could
// be read as anything else.
func scalar(s string) string {
	if unquoted.MatchString(s) && !slices.Contains(reserved, strings.ToLower(s)) {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be written
	return strings.TrimSuffix(b.String(), "\n")
}
