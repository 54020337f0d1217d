// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

const BLOCK_BYTES = 512;
/** Larger than any package's: some provide thousands of names. */
const MAX_CONTROL_BYTES = 1024 * 1024;
/** Where fields lie in a header, in bytes: tar(5). */
const [SIZE_AT, CHECKSUM_AT, TYPE_AT, MAGIC_AT, PREFIX_AT] = [124, 148, 156, 257, 345] as const;
/** What maintainers' scripts and lists are called: no folder, and nothing that tar would make another name of. */
const NAME = /^(?:\.\/)?([A-Za-z0-9][A-Za-z0-9.+_-]*)$/;

/**
 * The file `control` of a .deb's control.tar, as dpkg-deb writes one: plain files in one folder. Null for whatever tar might
 * read otherwise than this: a name twice, links, folders, long names and other extensions, numbers or checksums that are
 * none, an end that is missing.
 */
export function findControlFile(tar: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(tar.buffer, tar.byteOffset, tar.byteLength);
  const seen = new Set<string>();
  let control: Uint8Array | null = null;
  let at = 0;
  while (at + BLOCK_BYTES <= bytes.byteLength) {
    const header = bytes.subarray(at, at + BLOCK_BYTES);
    if (isZero(header)) return isZero(bytes.subarray(at)) ? control : null;
    const entry = parseHeader(header);
    if (entry === null || seen.has(entry.name)) return null;
    seen.add(entry.name);
    const [start, end] = [at + BLOCK_BYTES, at + BLOCK_BYTES + entry.size];
    if (entry.name === 'control') {
      if (entry.size > MAX_CONTROL_BYTES || end > bytes.byteLength) return null;
      control = bytes.subarray(start, end);
    }
    at = start + Math.ceil(entry.size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return null;
}

interface Entry {
  /** Without `./`; empty for the folder itself. */
  readonly name: string;
  readonly size: number;
}

function parseHeader(header: Buffer): Entry | null {
  const size = parseOctal(header.subarray(SIZE_AT, SIZE_AT + 12));
  const magic = header.toString('latin1', MAGIC_AT, MAGIC_AT + 6);
  if (size === null || !hasChecksum(header) || !['ustar ', 'ustar\0', '\0\0\0\0\0\0'].includes(magic) || !isZero(header.subarray(PREFIX_AT))) return null;
  const [path = ''] = header.toString('latin1', 0, 100).split('\0');
  const type = header[TYPE_AT];
  if (type === 0x35) return ['.', './'].includes(path) && size === 0 ? { name: '', size } : null;
  const name = NAME.exec(path)?.[1];
  return name !== undefined && (type === 0x30 || type === 0) ? { name, size } : null;
}

function parseOctal(field: Buffer): number | null {
  const digits = /^ *([0-7]{1,11})[ \0]*$/.exec(field.toString('latin1'))?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 8);
}

/** The sum of a header's bytes, its own field taken as blanks. */
function hasChecksum(header: Buffer): boolean {
  const own = header.subarray(CHECKSUM_AT, CHECKSUM_AT + 8);
  const blanks = own.byteLength * 0x20;
  const sum = (bytes: Buffer): number => bytes.reduce((total, byte) => total + byte, 0);
  return parseOctal(own) === sum(header) - sum(own) + blanks;
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
