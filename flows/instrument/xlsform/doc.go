// Package xlsform reads questionnaires from XLSForm workbooks, as Kobo and ODK
// make them, and writes them as such. What a definition can hold comes and goes
// without loss; everything else is refused with its sheet and cell, or left out
// with a remark where it changes nothing in what is asked. The page
// flows/instrument/README.md lists both.
package xlsform
