// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError, toMessage } from '../model/error.ts';
import type { AptConfiguration } from '../verify/apt/apt-configuration.ts';

export type CertificatesErrorCode = 'certificates-unreadable';

/** Debian's certificates, as apt's own method has them; Node has others of its own. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';
const OPTION = 'Acquire::https::CaInfo';

/**
 * Certificates to trust in place of Node's own, PEM: those of `Acquire::https::CaInfo`, else the system's, null where the
 * system has none. `readFile` throws for what it cannot read. Whoever named a file trusts these certificates and no others:
 * throws `certificates-unreadable` where that one cannot be had.
 */
export function readCertificates(configuration: AptConfiguration, readFile: (file: string) => string): string | null {
  const named = configuration.find(OPTION);
  try {
    const text = readFile(named === '' ? CERTIFICATES : named);
    if (!/^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/m.test(text)) throw new Error('there is no certificate in it');
    return text;
  } catch (thrown) {
    if (named === '') return null;
    throw new CodedError<CertificatesErrorCode>('certificates-unreadable', `The certificates of ${OPTION} cannot be read from ${named}: ${toMessage(thrown)}. Correct the option, or make the file readable for whoever apt fetches as.`, { cause: thrown });
  }
}
