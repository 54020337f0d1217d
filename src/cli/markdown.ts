// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** A name from outside as inert Markdown: in a code span, without what would end the span, the cell or the line. */
export function toCode(name: string, max = 100): string {
  return `\`${name.replace(/[`|\p{Cc}\p{Cf}]/gu, '·').slice(0, max).toWellFormed() || ' '}\``;
}
