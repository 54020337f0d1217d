// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toMessage } from '../../model/error.ts';
import type { Instant } from '../../model/time.ts';
import type { Acquire, Content } from './acquire.ts';
import type { Failure } from './failure.ts';
import { renderMessage } from './message.ts';
import { removePartialFile } from './partial-file.ts';
import { transfer } from './transfer.ts';
import type { Start, TransferDeps, Transferred } from './transfer.ts';
import { toFault, toVerdict } from './verdict.ts';
import type { Judge, Verdict } from './verdict.ts';

export interface DeliveryDeps {
  readonly judge: Judge;
  /** Whether what is confirmed is told, too. */
  readonly isTalkative: boolean;
  readonly write: (message: string) => void;
  readonly say: (line: string) => void;
  readonly transfer: TransferDeps;
}

export interface Delivery {
  /** Fetches what apt wants and answers with one `201 URI Done` or one `400 URI Failure`. Never throws. */
  deliver(acquire: Acquire): Promise<void>;
}

type Package = Extract<Content, { readonly kind: 'package' }>;

/** Fetches indexes as they are, and packages that are confirmed; nothing else. */
export function createDelivery({ judge, isTalkative, write, say, transfer: transferDeps }: DeliveryDeps): Delivery {
  async function deliver(acquire: Acquire): Promise<void> {
    try {
      const failure = await fetchWhat(acquire);
      if (failure !== null) fail(acquire, failure);
    } catch (error) {
      // A fault of ours is no reason to let anything through.
      fail(acquire, refusal(`The file could not be handled: ${toMessage(error)}`));
    }
  }

  async function fetchWhat(acquire: Acquire): Promise<Failure | null> {
    const { content } = acquire;
    switch (content.kind) {
      case 'index': {
        const transferred = await fetchFile(acquire);
        return transferred.kind === 'failed' ? transferred : done(acquire, transferred);
      }
      case 'package':
        return fetchPackage(acquire, content);
      case 'unknown':
        removePartialFile(acquire.filename);
        return refusal(content.sentence);
    }
  }

  /** Judged by the digest that the archive promises before a byte is fetched; by the digest of what came where it promises none. */
  async function fetchPackage(acquire: Acquire, content: Package): Promise<Failure | null> {
    const promised = acquire.expected.SHA256;
    const early = promised === undefined ? null : await judgeDigest(content, promised);
    if (early?.isAllowed === false) return refuse(acquire, early);
    const transferred = await fetchFile(acquire);
    if (transferred.kind === 'failed') return transferred;
    const received = transferred.hashes.SHA256;
    if (received === undefined || (promised !== undefined && received !== promised)) {
      removePartialFile(acquire.filename);
      return { ...refusal('Hash Sum mismatch: what came is not what the archive promises. It was removed.'), reason: 'HashSumMismatch' };
    }
    const verdict = early ?? await judgeDigest(content, received);
    if (!verdict.isAllowed) return refuse(acquire, verdict);
    if (verdict.warning !== null) write(renderMessage('104 Warning', { URI: acquire.uri, Message: verdict.warning }));
    else if (isTalkative) tell(verdict);
    return done(acquire, transferred);
  }

  async function judgeDigest({ name, packageName, repository }: Package, sha256: string): Promise<Verdict> {
    try {
      return toVerdict(await judge({ artifact: { fileName: name.fileName, sha256, packageName }, name, repository }), name.fileName);
    } catch (error) {
      return toFault(name.fileName, toMessage(error));
    }
  }

  async function fetchFile(acquire: Acquire): Promise<Transferred> {
    return transfer(acquire, transferDeps, (start) => write(renderStart(acquire.uri, start)));
  }

  function refuse(acquire: Acquire, verdict: Verdict): Failure {
    removeFile(acquire);
    tell(verdict);
    return refusal(verdict.sentence);
  }

  /** What apt stopped was not refused: an earlier try may go on with it. What came whole was never promised, and goes. */
  function removeFile({ filename, expected }: Acquire): void {
    if (!transferDeps.signal.aborted || expected.SHA256 === undefined) removePartialFile(filename);
  }

  function tell({ lines }: Verdict): void {
    for (const line of lines) say(line);
  }

  function done(acquire: Acquire, transferred: Exclude<Transferred, Failure>): null {
    write(transferred.kind === 'unchanged' ? renderUnchanged(acquire) : renderDone(acquire, transferred));
    return null;
  }

  function fail({ uri }: Acquire, { sentence, reason, isTransient }: Failure): void {
    write(renderMessage('400 URI Failure', { 'URI': uri, 'Message': sentence, 'FailReason': reason, 'Transient-Failure': isTransient ? 'true' : null }));
  }

  return { deliver };
}

function refusal(sentence: string): Failure {
  return { kind: 'failed', sentence, reason: null, isTransient: false };
}

function renderStart(uri: string, { size, modifiedAt, resumedFrom }: Start): string {
  return renderMessage('200 URI Start', {
    'URI': uri, 'Size': size, 'Last-Modified': toHttpTime(modifiedAt), 'Resume-Point': resumedFrom === 0 ? null : resumedFrom,
  });
}

function renderDone({ uri, filename }: Acquire, { size, modifiedAt, hashes, resumedFrom }: Extract<Transferred, { readonly kind: 'done' }>): string {
  return renderMessage('201 URI Done', {
    'URI': uri, 'Filename': filename, 'Size': size, 'Last-Modified': toHttpTime(modifiedAt),
    'MD5Sum-Hash': hashes.MD5Sum, 'SHA1-Hash': hashes.SHA1, 'SHA256-Hash': hashes.SHA256, 'SHA512-Hash': hashes.SHA512,
    'Resume-Point': resumedFrom === 0 ? null : resumedFrom,
  });
}

function renderUnchanged({ uri, filename, lastModified }: Acquire): string {
  return renderMessage('201 URI Done', { 'URI': uri, 'Filename': filename, 'Last-Modified': lastModified, 'IMS-Hit': 'true' });
}

function toHttpTime(time: Instant | null): string | null {
  return time === null ? null : new Date(time).toUTCString();
}
