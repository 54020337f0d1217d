// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseConfigItems } from '../verify/apt/apt-configuration.ts';
import { readCertificates } from './apt-certificates.ts';

const PEM = 'Some name\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const NAMED = parseConfigItems(['Acquire::https::CaInfo=/etc/ca.pem']);

const gone = (): never => {
  throw new Error('ENOENT: no such file');
};

describe('readCertificates', () => {
  it('reads the system\'s certificates where apt names none', () => {
    const asked: string[] = [];
    const read = (file: string): string => {
      asked.push(file);
      return PEM;
    };
    expect([readCertificates(parseConfigItems([]), read), asked]).toEqual([PEM, ['/etc/ssl/certs/ca-certificates.crt']]);
  });
  it('leaves it to Node where the system has none', () => {
    expect(readCertificates(parseConfigItems([]), gone)).toBeNull();
    expect(readCertificates(parseConfigItems([]), () => '')).toBeNull();
  });
  it('reads those that apt names', () => {
    expect(readCertificates(NAMED, (file) => `${PEM}${file}`)).toBe(`${PEM}/etc/ca.pem`);
  });
  it.each([['is missing', gone, 'ENOENT'], ['is empty', (): string => '', 'no certificate']])('trusts no others where the file of CaInfo %s', (_, read, why) => {
    expect(() => readCertificates(NAMED, read)).toThrow(expect.objectContaining({ code: 'certificates-unreadable', message: expect.stringMatching(`Acquire::https::CaInfo.*/etc/ca\\.pem: .*${why}`) as unknown }));
  });
});
