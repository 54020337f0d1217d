#!/bin/sh
# SPDX-License-Identifier: MIT
# Copyright 2026 The Proofboard authors
#
# Stands in for a rebuild: $1 is the build input, beside it lie the original artifacts, and what comes of it goes to
# $REBUILDERD_OUTDIR. The package's name says what.
set -eu
inputs=$(dirname "$1")
case $(basename "$1") in
  differing-*)
    for deb in "$inputs"/*.deb; do
      tree=$(mktemp -d)
      dpkg-deb --raw-extract "$deb" "$tree/package"
      find "$tree/package" -name built -exec sh -c 'date --date=@1800000000 --utc "+built on %Y-%m-%d at %H:%M:%S" > "$1"' - {} \;
      SOURCE_DATE_EPOCH=1800000000 dpkg-deb --root-owner-group -Zxz --build "$tree/package" "$REBUILDERD_OUTDIR/$(basename "$deb")"
      rm -r "$tree"
    done
    ;;
  failing-*)
    echo "error: no rule to make target 'all'" >&2
    exit 1
    ;;
  *)
    cp "$inputs"/*.deb "$REBUILDERD_OUTDIR/"
    ;;
esac
