// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Where remarks for the person at the terminal go; one line each. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined };

/**
 * Replaces every given secret in a text by `[redacted]`. Secrets shorter than four characters are left alone:
 * replacing them would only garble the text.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, '[redacted]');
  return clean;
}
