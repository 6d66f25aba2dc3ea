#!/bin/sh
# Checks every print of the examples against PDF/UA-1 with veraPDF. Needs Java 17 with Maven; PYTHON names the environment's Python.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B -f pom.xml dependency:copy-dependencies -DoutputDirectory="$work/lib"
for example in ../../examples/*.json ../../tests/prints/treated.json; do
    name=$(basename "$example" .json)
    "$PYTHON" -m cobalamin assess "$example" --trace --format pdf --to "$work/$name-report.pdf"
    "$PYTHON" -m cobalamin checklist "$example" --format pdf --to "$work/$name-checklist.pdf"
    "$PYTHON" -m cobalamin checklist "$example" --format pdf --language es --large --to "$work/$name-large-es.pdf"
done
javac -cp "$work/lib/*" -d "$work" Check.java
java -cp "$work/lib/*:$work" Check "$work"/*.pdf
