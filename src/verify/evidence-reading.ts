// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { attestError } from '../attest/attest-error.ts';
import { openSigned, toAttestation } from '../attest/attestation.ts';
import type { Attestation, Signed } from '../attest/attestation.ts';
import { isJsonObject, parseJson } from '../attest/json.ts';
import type { JsonValue } from '../attest/json.ts';
import { isLayout, toLayout } from '../attest/layout.ts';
import type { Layout } from '../attest/layout.ts';
import { requireArray, requireObject, requireText } from '../attest/statement.ts';
import { toMessage } from '../model/error.ts';
import type { Evidence } from './decision.ts';

/** All that the rebuilders answered, taken apart; no signature was looked at. */
export interface EvidenceReading {
  readonly attestations: readonly Paper<Attestation>[];
  /** By which somebody delegates a step. */
  readonly layouts: readonly Paper<Layout>[];
  /** How many answers, or entries of one, could not be read. */
  readonly unreadable: number;
  readonly unavailable: number;
  /** One line for each that could not be read or asked, or is not there. */
  readonly notes: readonly string[];
}

export interface Paper<Content> {
  /** The rebuilder that handed it over, who need not be the one who signed it. */
  readonly rebuilder: string;
  readonly content: Content;
}

type Document = { readonly kind: 'attestation'; readonly content: Attestation } | { readonly kind: 'layout'; readonly content: Layout };

/** Of one answer: the links of the largest source packages have some hundred kilobytes. */
export const MAX_EVIDENCE_BYTES = 2 * 1024 * 1024;
const MAX_DOCUMENTS = 64;
/** Each has keys of its own to read. */
const MAX_LAYOUTS = 4;
/** Of one rebuilder's answer: each may have to be tried against every key. */
const MAX_SIGNATURES = 200;

/** Reads what rebuilders answered. Never throws: what cannot be read is counted and told. */
export function readEvidence(evidence: readonly Evidence[]): EvidenceReading {
  const attestations: Paper<Attestation>[] = [];
  const layouts: Paper<Layout>[] = [];
  const notes: string[] = [];
  let unreadable = 0;
  for (const answer of evidence) {
    const { rebuilder } = answer;
    if (answer.kind === 'absent') notes.push(`${rebuilder}: has nothing about it`);
    if (answer.kind === 'unavailable') notes.push(`${rebuilder}: could not be asked: ${answer.reason}`);
    for (const document of answer.kind === 'found' ? readAnswer(answer.bytes) : []) {
      if (document.kind === 'attestation') attestations.push({ rebuilder, content: document.content });
      if (document.kind === 'layout') layouts.push({ rebuilder, content: document.content });
      if (document.kind !== 'unreadable') continue;
      unreadable += 1;
      notes.push(`${rebuilder}: an attestation that cannot be read: ${document.reason}`);
    }
  }
  const unavailable = evidence.filter(({ kind }) => kind === 'unavailable').length;
  return { attestations, layouts, unreadable, unavailable, notes };
}

interface Unreadable { readonly kind: 'unreadable'; readonly reason: string }

/** One document, or an index by digest: `{sha256, attestations: [document, …]}`. */
function readAnswer(bytes: Uint8Array): (Document | Unreadable)[] {
  let values: readonly JsonValue[];
  try {
    values = listDocuments(parseJson(bytes, { maxBytes: MAX_EVIDENCE_BYTES, allowFloats: false }));
  } catch (thrown) {
    return [{ kind: 'unreadable', reason: toMessage(thrown) }];
  }
  let signatures = 0;
  let layouts = 0;
  return values.map((value) => {
    try {
      const signed = openSigned(requireObject(value, 'an attestation'));
      layouts += isLayout(signed) ? 1 : 0;
      if (layouts > MAX_LAYOUTS) throw attestError('too-large', `more than ${MAX_LAYOUTS} layouts in one answer`);
      const document = readDocument(signed);
      signatures += document.content.signatures.length;
      if (signatures > MAX_SIGNATURES) throw attestError('too-many-signatures', `more than ${MAX_SIGNATURES} signatures in one answer`);
      return document;
    } catch (thrown) {
      return { kind: 'unreadable', reason: toMessage(thrown) };
    }
  });
}

function listDocuments(value: JsonValue): readonly JsonValue[] {
  if (!isJsonObject(value) || !Object.hasOwn(value, 'attestations')) return [value];
  // Whose digest it is does not matter: what the entries say does, and that is signed.
  if (!/^[0-9a-f]{64}$/.test(requireText(value['sha256'], 'sha256'))) throw attestError('unparsable', 'an index whose "sha256" is no digest');
  const documents = requireArray(value['attestations'], 'attestations');
  if (documents.length > MAX_DOCUMENTS) throw attestError('too-large', `more than ${MAX_DOCUMENTS} attestations in one answer`);
  return documents;
}

function readDocument(signed: Signed): Document {
  return isLayout(signed) ? { kind: 'layout', content: toLayout(signed) } : { kind: 'attestation', content: toAttestation(signed) };
}
