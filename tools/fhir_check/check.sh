#!/bin/sh
# Checks every FHIR resource that is written with HL7's validator, by the definitions of R4. Needs Java 17 with Maven; PYTHON names the environment's Python.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B -f pom.xml dependency:copy-dependencies -DoutputDirectory="$work/lib"
mkdir "$work/resources"
"$PYTHON" write_resources.py "$work/resources"
"$PYTHON" -m cobalamin guideline --format fhir >"$work/resources/guideline.json"
"$PYTHON" -m cobalamin recall ../../tests/pages/events.csv --on 2026-03-01 --format fhir >"$work/resources/recall.json"
javac -nowarn -cp "$work/lib/*" -d "$work" Check.java
java -Xmx2g -cp "$work/lib/*:$work" Check "$work"/resources/*.json
