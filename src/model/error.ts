// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * The one error class of the house. `code` is stable and part of the interface (tests and `--json` name it);
 * the message says what happened, why, and what to do, and never holds a secret.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;
  constructor(code: Code, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
  }
}

/** Narrows what was thrown to a coded error; its code is then a plain text. */
export function isCoded(thrown: unknown): thrown is CodedError {
  return thrown instanceof CodedError;
}

/** The message of anything that was thrown, for a sentence that adds context to it. */
export function toMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
