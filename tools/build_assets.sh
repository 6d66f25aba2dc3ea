#!/bin/sh
# Builds what the pages are dressed in from the packages locked in tools/assets/package-lock.json, byte for byte as committed.
# Needs Node.js with npm; running Cobalamin does not.
set -eu
cd "$(dirname "$0")/assets"
npm ci --silent --ignore-scripts --no-audit --no-fund
into=../../src/cobalamin/web/pages/static
npx sass --style=compressed --no-source-map --no-charset --quiet-deps nhsuk.scss "$into/nhsuk.css"
cp node_modules/htmx.org/dist/htmx.min.js "$into/htmx.js"
npx esbuild vega.js --bundle --minify --format=iife --legal-comments=none --log-level=warning \
  --metafile=node_modules/.vega.json --outfile="$into/vega.js"
node licences.mjs node_modules/.vega.json "$into/licences.txt"
