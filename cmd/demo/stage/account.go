package stage

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// ErrAccountExists is returned by CreateAccount for a name that is taken, as
// it is when a homeserver's folder is used again.
var ErrAccountExists = errors.New("the account exists")

// CreateAccount creates an account by the shared-secret registration API and
// returns its user ID. The account has no device yet.
func (h *Homeserver) CreateAccount(ctx context.Context, localpart, password string) (string, error) {
	const path = "/_synapse/admin/v1/register"
	var challenge struct {
		Nonce string `json:"nonce"`
	}
	if err := h.call(ctx, http.MethodGet, path, "", nil, &challenge); err != nil {
		return "", fmt.Errorf("creating the account %s: %w", localpart, err)
	}
	// The API wants SHA-1, with a zero byte between the fields.
	mac := hmac.New(sha1.New, []byte(h.secret))
	fmt.Fprintf(mac, "%s\x00%s\x00%s\x00notadmin", challenge.Nonce, localpart, password)
	request := map[string]any{
		"nonce":    challenge.Nonce,
		"username": localpart,
		"password": password,
		"admin":    false,
		"mac":      hex.EncodeToString(mac.Sum(nil)),
	}
	var account struct {
		UserID      string `json:"user_id"`
		AccessToken string `json:"access_token"`
	}
	if err := h.call(ctx, http.MethodPost, path, "", request, &account); err != nil {
		return "", fmt.Errorf("creating the account %s: %w", localpart, err)
	}
	// Registration logs in as well; a device that nobody uses is not to stay.
	if err := h.call(ctx, http.MethodPost, "/_matrix/client/v3/logout", account.AccessToken, struct{}{}, &struct{}{}); err != nil {
		return "", fmt.Errorf("logging the new account %s out: %w", localpart, err)
	}
	return account.UserID, nil
}

// call sends one request to the homeserver and decodes its answer.
func (h *Homeserver) call(ctx context.Context, method, path, token string, body, answer any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, h.Address+path, bytes.NewReader(encoded))
	if err != nil {
		return err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		var refusal struct{ Errcode, Error string }
		// A body that is no JSON leaves the status alone to be told.
		_ = json.NewDecoder(response.Body).Decode(&refusal)
		if refusal.Errcode == "M_USER_IN_USE" {
			return ErrAccountExists
		}
		return fmt.Errorf("%s: %s %s", response.Status, refusal.Errcode, refusal.Error)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}
