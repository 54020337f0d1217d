# SPDX-License-Identifier: MIT
# Copyright 2026 The Proofboard authors
"""Verifications per second of in-toto's library in one process: layout, owner's key id, its GnuPG home, then folders with
a package and its links each."""
import os
import sys
import time

from in_toto.models.metadata import Metablock
from in_toto.verifylib import in_toto_verify
from securesystemslib.gpg.functions import export_pubkey

layout, keyid, home, *folders = sys.argv[1:]
keys = {keyid: export_pubkey(keyid, homedir=home)}
started = time.perf_counter()
count = 0
while time.perf_counter() - started < 3:
    for folder in folders:
        os.chdir(folder)
        in_toto_verify(Metablock.load(layout), keys, link_dir_path=".")
        count += 1
print(count / (time.perf_counter() - started))
