// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { PacketList, Signature, SignaturePacket, enums, readSignature, verify } from 'openpgp';
import type { Message } from 'openpgp';
import { toIso } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { attestError } from './attest-error.ts';
import { MAX_SIGNATURES } from './attestation.ts';
import type { Keyring } from './keyring.ts';
import type { OpenPgpKey, OpenPgpSigner } from './openpgp-key.ts';
import { findTimeProblem, toRefusal } from './problems.ts';
import type { Problem } from './problems.ts';

export interface SignedDocument {
  readonly message: Message<string> | Message<Uint8Array>;
  /** Armoured, or as binary packets. */
  readonly signature: string | Uint8Array;
  /** The one type of signature that covers such a document as it is handed on. */
  readonly type: enums.signature.binary | enums.signature.text;
  readonly keyring: Keyring;
  readonly now: Instant;
}

/**
 * Verifies the OpenPGP signatures of a document and answers with the fingerprints of the main keys whose signatures hold,
 * never none. A document is judged as of now, as apt does: a key that has expired since signs nothing.
 */
export async function verifyDocument(document: SignedDocument): Promise<string[]> {
  const valid = new Set<string>();
  const problems: { readonly code: Problem['code']; readonly message: string }[] = [];
  for (const packet of await readPackets(document.signature)) {
    const outcome = await verifyPacket(packet, document);
    if (typeof outcome === 'string') valid.add(outcome);
    else problems.push({ code: outcome.code, message: `the signature of key ${packet.issuerKeyID.toHex()} ${outcome.what}` });
  }
  if (valid.size === 0) throw toRefusal(problems);
  return [...valid];
}

/** SHA-1 and older, and SHA-224, are refused whatever OpenPGP.js would take. */
const HASHES: readonly (enums.hash | null)[] = [
  enums.hash.sha256, enums.hash.sha384, enums.hash.sha512, enums.hash.sha3_256, enums.hash.sha3_512,
];

async function readPackets(signature: string | Uint8Array): Promise<SignaturePacket[]> {
  if (signature.length === 0) throw attestError('no-signature', 'it has no signature');
  const reading = typeof signature === 'string'
    ? readSignature({ armoredSignature: signature })
    : readSignature({ binarySignature: signature });
  const { packets } = await reading.catch((cause: unknown) => {
    throw attestError('bad-signature', 'its signature cannot be read', cause);
  });
  if (packets.length > MAX_SIGNATURES) {
    throw attestError('too-many-signatures', `${packets.length} signatures; not more than ${MAX_SIGNATURES} are read`);
  }
  // What the library could not parse, of a newer version for instance, is in the list as something else.
  return [...packets].filter((packet: unknown) => packet instanceof SignaturePacket);
}

/** The fingerprint of the main key whose signature it is. */
async function verifyPacket(packet: SignaturePacket, document: SignedDocument): Promise<string | Problem> {
  if (!HASHES.includes(packet.hashAlgorithm)) return { code: 'weak-hash', what: 'uses a hash that is no longer safe, such as SHA-1' };
  if (packet.signatureType !== document.type) return { code: 'unsupported', what: 'is of a type that does not cover such a document' };
  // Two copies of one key may differ in when they expire: any of them will do.
  let problem: Problem = { code: 'wrong-key', what: 'was made by none of the pinned keys' };
  for (const key of document.keyring.keys) {
    const signer = key.signers.find((candidate) => candidate.key.getKeyID().equals(packet.issuerKeyID));
    if (signer === undefined) continue;
    const found = await findProblem(packet, key, signer, document);
    if (found === null) return key.fingerprint;
    problem = found;
  }
  return problem;
}

async function findProblem(
  packet: SignaturePacket, { key }: OpenPgpKey, signer: OpenPgpSigner, { message, now }: SignedDocument,
): Promise<Problem | null> {
  const expires = packet.getExpirationTime();
  const times = {
    // The library reads no signature that does not say when it was made.
    createdAt: Number(packet.created),
    expiresAt: expires instanceof Date ? expires.getTime() : null,
  };
  const { validUntil } = signer;
  const problem = findTimeProblem(signer, times, now);
  if (problem !== null) return problem;
  if (validUntil !== null && validUntil <= now) return { code: 'key-expired', what: `is of a key that expired on ${toIso(validUntil)}` };
  const packets = new PacketList<SignaturePacket>();
  packets.push(packet);
  // Without a date: the times were compared above, by our clock. It still checks the key's own signatures.
  const { signatures } = await verify({
    message: message as Message<Uint8Array>, signature: new Signature(packets), verificationKeys: key, format: 'binary', date: null,
  });
  const holds = await signatures[0]?.verified.catch(() => false);
  return holds === true ? null : { code: 'bad-signature', what: 'does not fit the document' };
}
