// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { KEYID_FORMS, type KeyidForm } from '../attest/key-metadata.ts';
import type { Signer } from '../attest/signer.ts';
import { CodedError } from '../model/error.ts';
import { runAttest } from './commands/attest.ts';
import { runLayoutNew, runLayoutRenew, runLayoutShow, runLayoutSign } from './commands/layout.ts';
import { toCount } from './arguments.ts';
import type { Context, Voice } from './context.ts';
import type { ExitCode } from './exit.ts';
import { toExpiry } from './layout-prompts.ts';
import { PASSPHRASE, UNREPRODUCIBLE_PASSPHRASE, readSigner } from './private-keys.ts';

/** What program.ts hands to those who describe commands of their own. */
export interface Registrar {
  readonly context: Context;
  readonly add: (name: string, description: string, under?: Command) => Command;
  readonly speak: (name: string, json: boolean) => { readonly voice: Voice };
  readonly done: (code: ExitCode) => void;
}

interface KeyOptions {
  readonly json: boolean;
  readonly key: string;
  readonly gpgHome?: string;
  readonly keyids: KeyidForm;
}

const KEY = 'a private key: a file (PEM, securesystemslib\'s JSON, armoured OpenPGP), or gpg:FINGERPRINT, which stays with gpg';
const gpgHome = (): Option => new Option('--gpg-home <folder>', 'gpg\'s folder (default: its own choice)');
const keyids = (): Option => new Option('--keyids <form>', 'how ids of keys that are not GPG\'s are computed: classic as in in-toto 1, in-toto-rs and rebuilderd, bare as in securesystemslib 1')
  .choices([...KEYID_FORMS]).default('classic');
const CHMOD = `\nKey files must not be readable by everybody. The passphrase of an encrypted one is taken from ${PASSPHRASE}`;

/** An option that may be given several times. Unlike commander's own it does not swallow the words behind it. */
function collect(word: string, words: readonly string[] = []): readonly string[] {
  return [...words, word];
}

function read(word: string, { gpgHome: home, keyids: form }: Pick<KeyOptions, 'gpgHome' | 'keyids'>, { env }: Context, passphraseName: string): Promise<Signer> {
  return readSigner(word, { env, passphraseName, gpgHome: home ?? null, keyids: form });
}

/** `attest`. */
export function addAttestCommand({ context, add, speak, done }: Registrar): void {
  add('attest', 'Compare rebuilt files with their originals once more, sign what is the same, and publish it: 1 where anything differs.')
    .requiredOption('--artifact <files...>', 'the rebuilt files')
    .requiredOption('--buildinfo <file>', 'the archive\'s buildinfo, not that of the rebuild: what its builder recorded is what counts')
    .option('--original <what...>', 'the archive\'s own files, its Packages index, or NAME=SHA256, to be compared with as well: every artifact has to be in them', [])
    .requiredOption('--key <key>', KEY)
    .option('--unreproducible-key <key>', 'another private key, for what differs; without one that is reported only')
    .addOption(gpgHome()).addOption(keyids())
    .requiredOption('-o, --output <folder>', 'the folder to publish in')
    .addHelpText('after', `${CHMOD}, that of the other from ${UNREPRODUCIBLE_PASSPHRASE}.`)
    .action(async (options: KeyOptions & { artifact: string[]; buildinfo: string; original: string[]; unreproducibleKey?: string; output: string }) => {
      const signer = await read(options.key, options, context, PASSPHRASE);
      const other = options.unreproducibleKey === undefined ? null : await read(options.unreproducibleKey, options, context, UNREPRODUCIBLE_PASSPHRASE);
      done(await runAttest({
        artifacts: options.artifact, originals: options.original, buildinfo: options.buildinfo, output: resolve(options.output),
        signer, unreproducibleSigner: other, clock: context.clock, voice: speak('attest', options.json).voice,
      }));
    });
}

interface ExpiryOptions {
  readonly expires?: string;
  readonly days?: number;
}

/** `layout new|sign|show|renew`. */
export function addLayoutCommands({ context, add, speak, done }: Registrar, layout: Command): void {
  const deps = (name: string, json: boolean): { readonly voice: Voice; readonly now: number } => ({ ...speak(`layout ${name}`, json), now: context.clock.now() });
  const readAll = (words: readonly string[], options: Pick<KeyOptions, 'gpgHome' | 'keyids'>): Promise<Signer[]> => (
    Promise.all(words.map((word) => read(word, options, context, PASSPHRASE))));
  const readExpiry = ({ expires, days }: ExpiryOptions): number | null => {
    if (expires !== undefined && days !== undefined) throw new CodedError('usage', 'say --expires or --days, not both');
    const at = toExpiry(expires ?? (days === undefined ? '' : String(days)), context.clock.now());
    if (at === null && expires !== undefined) throw new CodedError('usage', '--expires is a date, 2027-06-30, or a time, 2027-06-30T12:00:00Z');
    return at;
  };
  const withExpiry = (command: Command): Command => command
    .option('--expires <date>', 'when it ends: 2027-06-30')
    .option('--days <number>', 'in how many days it ends', toCount);

  withExpiry(add('new', 'Make a root layout: whose rebuilds count, how many of them are needed, until when. Asks for what no option says.', layout))
    .option('--rebuilder <files...>', 'files with the rebuilders\' public keys, one each', [])
    .option('--threshold <number>', 'how many of them have to have rebuilt a package', toCount)
    .option('--readme <text>', 'a text for people', '')
    .option('--key <keys...>', `sign at once; ${KEY}`, [])
    .addOption(gpgHome()).addOption(keyids())
    .requiredOption('-o, --output <file>', 'the file to write; one that is there is not replaced')
    .action(async (options: Omit<KeyOptions, 'key'> & ExpiryOptions & { key: string[]; rebuilder: string[]; threshold?: number; readme: string; output: string }) => {
      done(await runLayoutNew({
        rebuilders: options.rebuilder, threshold: options.threshold ?? null, expiresAt: readExpiry(options), readme: options.readme,
        output: resolve(options.output), keyids: options.keyids, signers: await readAll(options.key, options), ask: context.ask ?? null,
      }, deps('new', options.json)));
    });

  add('sign', 'Add a signature to a layout; those of other owners stay.', layout).argument('<file>', 'the layout')
    .requiredOption('--key <key>', `${KEY}; for several owners several times`, collect).addOption(gpgHome()).addOption(keyids()).addHelpText('after', `${CHMOD}.`)
    .action(async (file: string, options: Omit<KeyOptions, 'key'> & { key: readonly string[] }) => (
      done(await runLayoutSign(resolve(file), await readAll(options.key, options), deps('sign', options.json)))));

  add('show', 'Show a layout, and warn before it expires.', layout).argument('<file>', 'the layout')
    .option('--owner <file>', 'a file with owners\' public keys, to check the signatures with; several times for several', collect, [])
    .option('--fail-within <days>', 'end with 1 where it expires within so many days', toCount)
    .action(async (file: string, options: { json: boolean; owner: string[]; failWithin?: number }) => (
      done(await runLayoutShow(resolve(file), { owners: options.owner, failWithinDays: options.failWithin ?? null }, deps('show', options.json)))));

  withExpiry(add('renew', 'Give a layout that one of the keys has signed a new end, and rebuilders new keys; its old signatures go.', layout)).argument('<file>', 'the layout')
    .option('--rotate <what>', 'OLDKEYID=FILE of the new public key, which takes the old one\'s place and keeps it as history; several times for several', collect, [])
    .option('--drop-old', 'keep no history: links that the old keys signed count no longer', false)
    .requiredOption('--key <key>', `${KEY}; for several owners several times`, collect).addOption(gpgHome()).addOption(keyids()).addHelpText('after', `${CHMOD}.`)
    .action(async (file: string, options: Omit<KeyOptions, 'key'> & ExpiryOptions & { key: string[]; rotate: string[]; dropOld: boolean }) => {
      const expiresAt = readExpiry(options);
      if (expiresAt === null) throw new CodedError('usage', 'say when it is to end: --expires 2027-06-30, or --days 180');
      done(await runLayoutRenew(resolve(file), {
        expiresAt, rotations: options.rotate, keepsHistory: !options.dropOld, keyids: options.keyids, signers: await readAll(options.key, options),
      }, deps('renew', options.json)));
    });
}
