// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * The bytes of lower-case hex; null for anything else. Every program that signs links writes it so, and one spelling only
 * means that no byte of an accepted signature can be changed.
 */
export function decodeHex(text: string): Buffer | null {
  return text.length % 2 === 0 && /^[0-9a-f]*$/.test(text) ? Buffer.from(text, 'hex') : null;
}

/**
 * The bytes of base64 in the standard or the URL-safe alphabet, whose padding may be missing (DSSE allows either); null for a
 * mixture of both, and for a spelling that has another one for the same bytes.
 */
export function decodeBase64(text: string): Buffer | null {
  if (/[+/]/.test(text) && /[-_]/.test(text)) return null;
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Buffer.from(standard, 'base64');
  const whole = bytes.toString('base64');
  return standard === whole || standard === whole.replaceAll('=', '') ? bytes : null;
}
