//go:build unix

package main

import (
	"os"
	"strings"
)

// serverName is the part after the colon of every user ID. It is a name only,
// nothing connects to it: federation is off.
const serverName = "localhost"

// configurationFile is rewritten at every start: DIR holds the data, this
// program the configuration.
const configurationFile = "dendrite.yaml"

// configuration is Dendrite's. One SQLite database for each component, because
// Dendrite offers a common one on PostgreSQL only. Logging names no standard
// output: Dendrite always writes there (see become); warnings go to a file.
const configuration = `version: 2
global:
  server_name: ` + serverName + `
  private_key: ` + signingKeyFile + `
  disable_federation: true
  presence:
    enable_inbound: false
    enable_outbound: false
  report_stats:
    enabled: false
  jetstream:
    storage_path: ./jetstream
  cache:
    max_size_estimated: 64mb
client_api:
  registration_disabled: true
  guests_disabled: true
  registration_shared_secret: "SECRET"
  rate_limiting:
    enabled: false
federation_api:
  database:
    connection_string: file:federation_api.db
key_server:
  database:
    connection_string: file:key_server.db
media_api:
  base_path: ./media
  database:
    connection_string: file:media_api.db
mscs:
  database:
    connection_string: file:mscs.db
relay_api:
  database:
    connection_string: file:relay_api.db
room_server:
  database:
    connection_string: file:room_server.db
sync_api:
  database:
    connection_string: file:sync_api.db
  search:
    enabled: false
user_api:
  # The cheapest that there is: passwords of a demo protect nothing, and the
  # tests log in often.
  bcrypt_cost: 4
  account_database:
    connection_string: file:user_api.db
logging:
  - type: file
    level: warn
    params:
      path: ./logs
`

// writeConfiguration writes dendrite.yaml, which holds the secret and is
// therefore readable by its owner alone.
func writeConfiguration(secret string) error {
	filled := strings.Replace(configuration, "SECRET", secret, 1)
	return os.WriteFile(configurationFile, []byte(filled), 0o600)
}
