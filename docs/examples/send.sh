#!/usr/bin/env bash
# Sends one event to Mohlat with nothing but curl, openssl, date and base64. See ../protocol.md.
#
#   KEY      file of the agency's Ed25519 private key (PEM, PKCS 8)
#   KEY_ID   what the registry calls it
#   AGENCY   the agency's code
#   URL      the connector's base address, as the agency calls it
#   TYPE     of the event; by default ir.mohlat.connection.established.v1
#   TIME     of the event; by default now
#
# Prints the answer's status and body. Ends with 0 after 202; the receipt's digest is then that of what was sent.
set -euo pipefail
: "${KEY:?}" "${KEY_ID:?}" "${AGENCY:?}" "${URL:?}"
type=${TYPE:-ir.mohlat.connection.established.v1}
time=${TIME:-$(date -u +%Y-%m-%dT%H:%M:%SZ)}
target="${URL%/}/v1/events"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The event. Its id is new for a new event and stays the same however often that event is sent.
id=$(openssl rand -hex 16)
printf '{"specversion":"1.0","type":"%s","id":"%s","source":"urn:mohlat:agency:%s","time":"%s",%s,"data":{}}' \
  "$type" "$id" "$AGENCY" "$time" '"datacontenttype":"application/json"' > "$work/body"

# What is signed of it. The nonce and the two instants are new for every sending, also for a repeated one.
content_type=application/cloudevents+json
digest="sha-256=:$(openssl dgst -sha256 -binary "$work/body" | base64 -w0):"
created=$(date +%s)
nonce=$(openssl rand -hex 16)
covered='("@method" "@target-uri" "content-type" "content-digest")'
parameters=";created=$created;keyid=\"$KEY_ID\";alg=\"ed25519\";expires=$((created + 300))"
parameters="$parameters;nonce=\"$nonce\";tag=\"mohlat-evidence-v1\""

# The signature base: a line for each covered component, the parameters last, no newline at the end.
printf '"@method": POST\n"@target-uri": %s\n"content-type": %s\n"content-digest": %s\n"@signature-params": %s%s' \
  "$target" "$content_type" "$digest" "$covered" "$parameters" > "$work/base"
openssl pkeyutl -sign -inkey "$KEY" -rawin -in "$work/base" -out "$work/signature"

status=$(curl --silent --show-error --output "$work/answer" --write-out '%{http_code}' --max-time 30 \
  --header "Content-Type: $content_type" \
  --header "Content-Digest: $digest" \
  --header "Signature-Input: mohlat=$covered$parameters" \
  --header "Signature: mohlat=:$(base64 -w0 < "$work/signature"):" \
  --data-binary "@$work/body" "$target")

echo "$status"
cat "$work/answer"
echo
[ "$status" = 202 ] && grep --quiet --fixed-strings "\"digest\":\"$digest\"" "$work/answer"
