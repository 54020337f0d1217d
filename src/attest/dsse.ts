// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { attestError } from './attest-error.ts';
import { decodeBase64 } from './encoding.ts';
import { parseJson } from './json.ts';
import type { JsonObject } from './json.ts';
import { requireObject, requireText } from './statement.ts';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

/** The payload of a DSSE envelope (version 1). What is signed, and what is parsed, are the received bytes of it. */
export function openEnvelope(envelope: JsonObject): { readonly value: JsonObject; readonly signedBytes: Uint8Array } {
  const payloadType = requireText(envelope['payloadType'], 'payloadType');
  if (payloadType !== PAYLOAD_TYPE) throw attestError('unsupported', `an envelope whose payloadType is not ${PAYLOAD_TYPE}`);
  const payload = decodeBase64(requireText(envelope['payload'], 'payload'));
  if (payload === null) throw attestError('unparsable', 'a payload that is no base64');
  const value = requireObject(parseJson(payload, { maxBytes: MAX_PAYLOAD_BYTES, allowFloats: true }), 'the payload');
  return { value, signedBytes: toPreAuthEncoding(payloadType, payload) };
}

/** DSSE's PAE: `DSSEv1 <length> <type> <length> <payload>`, lengths in bytes. */
export function toPreAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = new TextEncoder().encode(payloadType);
  const head = `DSSEv1 ${type.byteLength} ${payloadType} ${payload.byteLength} `;
  return Buffer.concat([new TextEncoder().encode(head), payload]);
}
