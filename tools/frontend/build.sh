#!/bin/sh
# Compile the front end: `npm ci && npm run build`. Writes static/vendor and tests/vendor, both committed.
set -eu
cd "$(dirname "$0")"
MODULES=node_modules
OUT=../../static/vendor
TESTS=../../tests/vendor

rm -rf "$OUT"
mkdir -p "$OUT/moj/images" "$OUT/licences" "$TESTS"

for sheet in govuk moj; do
  npx sass --load-path=. --load-path=$MODULES --style=compressed --no-source-map --quiet-deps "src/$sheet.scss" "$OUT/$sheet.css"
done

# Reserved for gov.uk: must never be shipped.
if grep -qiE 'GDS Transport|font-face|crown|crest' "$OUT/govuk.css" "$OUT/moj.css"; then
  echo "The compiled style sheets hold assets that are reserved for gov.uk" >&2
  exit 1
fi

for image in $(grep -oE 'moj/images/[a-z-]+\.svg' "$OUT/moj.css" | sort -u); do
  cp "$MODULES/@ministryofjustice/frontend/moj/assets/images/$(basename "$image")" "$OUT/moj/images/"
done
rmdir "$OUT/moj/images" "$OUT/moj" 2>/dev/null || true

# Without the source map comment: the static files' manifest storage would look for the map.
sed 's,//# sourceMappingURL=.*$,,' $MODULES/govuk-frontend/dist/govuk/govuk-frontend.min.js > "$OUT/govuk-frontend.min.js"
cp $MODULES/htmx.org/dist/htmx.min.js "$OUT/"

# The npm packages of GOV.UK and MoJ carry no licence file: theirs is kept with the sources.
cp src/licences/*.txt "$OUT/licences/"
cp $MODULES/htmx.org/LICENSE "$OUT/licences/htmx.txt"

# Only the browser tests use axe.
cp $MODULES/axe-core/axe.min.js "$TESTS/"
cp $MODULES/axe-core/LICENSE "$TESTS/axe-LICENSE.txt"

for folder in "$OUT" "$TESTS"; do
  (cd "$folder" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
done
