// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { constants, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { toMessage } from '../model/error.ts';
import { toKeyMetadata } from './key-metadata.ts';
import type { KeyidForm } from './key-metadata.ts';
import { signError } from './sign-error.ts';
import type { Signer } from './signer.ts';
import { toPlainKey } from './trusted-key.ts';
import type { SignatureScheme, TrustedKey } from './trusted-key.ts';

/**
 * A signer with a bare private key, in the scheme its file names or else in the first that securesystemslib takes for its
 * kind. Throws `key-unusable` for a key of another kind, a weak one, and a foreign scheme.
 */
export function toPlainSigner(secret: KeyObject, scheme: string | null, form: KeyidForm): Signer {
  const key = toTrusted(secret, scheme);
  const metadata = toKeyMetadata(key, form);
  const [used = 'ed25519'] = key.signers.flatMap(({ schemes }) => schemes);
  const { keyid } = metadata;
  return {
    key, keyid, metadata,
    sign: async (bytes) => ({ kind: 'plain', keyid, signature: signPlain(bytes, secret, used) }),
  };
}

function toTrusted(secret: KeyObject, scheme: string | null): TrustedKey {
  try {
    return toPlainKey(createPublicKey(secret), scheme);
  } catch (thrown) {
    throw signError('key-unusable', `no private key that can be used: ${toMessage(thrown)}`);
  }
}

function signPlain(bytes: Uint8Array, key: KeyObject, scheme: SignatureScheme): Buffer {
  switch (scheme) {
    case 'ed25519': return sign(null, bytes, key);
    case 'ecdsa-sha2-nistp256': return sign('sha256', bytes, { key, dsaEncoding: 'der' });
    case 'ecdsa-sha2-nistp384': return sign('sha384', bytes, { key, dsaEncoding: 'der' });
    // The salt is as long as the digest: securesystemslib accepts no other.
    case 'rsassa-pss-sha256': return sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
    case 'rsa-pkcs1v15-sha256': return sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PADDING });
  }
}
