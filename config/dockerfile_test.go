package config

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// instruction gives the arguments of every line of the Dockerfile that begins with name.
func instruction(dockerfile, name string) []string {
	var all []string
	for line := range strings.Lines(dockerfile) {
		if args, ok := strings.CutPrefix(line, name+" "); ok {
			all = append(all, strings.TrimSpace(args))
		}
	}
	return all
}

func readRoot(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile("../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestImageIsBuiltAsEverywhere holds that the image is what make build makes,
// and that make build makes a static program that runs in an empty image.
func TestImageIsBuiltAsEverywhere(t *testing.T) {
	dockerfile, makefile := readRoot(t, "Dockerfile"), readRoot(t, "Makefile")
	for _, part := range []string{"\nTAGS := goolm\n", "\nexport CGO_ENABLED := 0\n", "go build -tags $(TAGS) -trimpath ",
		"\t@$(BUILD) -o bin/asapbot ./cmd/asapbot\n"} {
		if !strings.Contains(makefile, part) {
			t.Errorf("Makefile has no %q", part)
		}
	}
	if !slices.ContainsFunc(instruction(dockerfile, "RUN"), func(s string) bool { return strings.HasPrefix(s, "make build ") }) {
		t.Error("Dockerfile does not run make build")
	}
	if !slices.Contains(instruction(dockerfile, "COPY"), "--from=build /src/bin/asapbot /asapbot") {
		t.Error("Dockerfile does not copy bin/asapbot")
	}

	pinned := regexp.MustCompile(`^golang:(\d+\.\d+)\.\d+ AS build$`).FindStringSubmatch(instruction(dockerfile, "FROM")[0])
	language := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(readRoot(t, "go.mod"))
	if pinned == nil || pinned[1] != language[1] {
		t.Errorf("Dockerfile builds with %v, go.mod wants %v", pinned, language)
	}
}

// TestImageBuildsFromAllSources holds that the build sees every folder whose
// packages the program can import, and nothing but sources: no data, no secrets.
func TestImageBuildsFromAllSources(t *testing.T) {
	copied := instruction(readRoot(t, "Dockerfile"), "COPY")
	for _, source := range []string{"bot", "cmd/asapbot", "config", "flows", "locales"} {
		if !slices.Contains(copied, source+" "+source) {
			t.Errorf("Dockerfile does not copy %s", source)
		}
	}
	if slices.ContainsFunc(copied, func(s string) bool { return strings.HasPrefix(s, ". ") }) {
		t.Error("Dockerfile copies the whole folder")
	}
}

// TestImageFitsTheExample holds that what the example names is where the image has it.
func TestImageFitsTheExample(t *testing.T) {
	dockerfile := readRoot(t, "Dockerfile")
	var example struct{ Data string }
	if err := yaml.Unmarshal([]byte(Example), &example); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"USER":       "65532:65532",
		"VOLUME":     example.Data,
		"ENTRYPOINT": `["/asapbot"]`,
		"CMD":        `["run", "--config", "/etc/asapbot/config.yaml"]`,
	}
	for name, args := range want {
		if got := instruction(dockerfile, name); !slices.Equal(got, []string{args}) {
			t.Errorf("%s is %q, want %q", name, got, args)
		}
	}
	owned := fmt.Sprintf("--from=build --chown=65532:65532 /empty %s", example.Data)
	if !slices.Contains(instruction(dockerfile, "COPY"), owned) {
		t.Errorf("%s does not belong to the user of the image", example.Data)
	}
	if !strings.Contains(Example, "/run/secrets/") || !strings.Contains(dockerfile, ":/run/secrets:ro") {
		t.Error("the secrets of the example are not those that the image mounts")
	}
}
