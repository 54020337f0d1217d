#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Copyright 2026 The Proofboard authors
"""Stands in for apt's method, runs it, and leaves the largest resident size it had, in KiB, in a file."""
import resource
import signal
import subprocess

# apt means the method: it ends when its input does.
signal.signal(signal.SIGINT, signal.SIG_IGN)
subprocess.run(["/usr/lib/apt/methods/intoto-measured"])
with open("/tmp/method-memory", "w") as file:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=file)
