// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

export interface BodyLimits {
  /** The largest body taken. */
  readonly maxBytes: number;
  /** Only the last so many bytes are kept. */
  readonly keepBytes: number;
}

export interface Body {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** True where the beginning was not kept. */
  readonly isCut: boolean;
}

/**
 * Reads a body to its end, holding no more of it than what is kept and one chunk; null, and the rest not asked for, where it
 * is larger than allowed.
 */
export async function readBody(body: AsyncIterable<Uint8Array> | null, { maxBytes, keepBytes }: BodyLimits): Promise<Body | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let held = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > maxBytes) return null;
    chunks.push(chunk);
    held += chunk.byteLength;
    for (let first = chunks[0]; first !== undefined && held - first.byteLength >= keepBytes; [first] = chunks) {
      held -= first.byteLength;
      chunks.shift();
    }
  }
  const whole = concatenate(chunks, held);
  return { bytes: whole.subarray(Math.max(0, held - keepBytes)), isCut: length > keepBytes };
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}
