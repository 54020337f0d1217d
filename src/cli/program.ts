// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { Command, CommanderError, Option } from 'commander';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readConfig } from '../config/read.ts';
import type { Config } from '../config/schema.ts';
import { readSecrets, readTokens, type Tokens } from '../config/tokens.ts';
import { CodedError, isCoded, toMessage } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import { REPORT_KINDS, type ReportKind } from './change-report-items.ts';
import { runBuild } from './commands/build.ts';
import { runChanges, type ChangesFormat, type Since } from './commands/changes.ts';
import { runCheck } from './commands/check.ts';
import { runCompare } from './commands/compare.ts';
import { runCollect } from './commands/collect.ts';
import { runDemo } from './commands/demo.ts';
import { runServe } from './commands/serve.ts';
import { runExport, runImport, runPrune } from './commands/state.ts';
import { runVerify, type VerifyOptions } from './commands/verify.ts';
import { addAttestCommand, addLayoutCommands } from './attest-commands.ts';
import { toBytes, toKinds, toLength, toNow, toPort, toPrefix, toSince } from './arguments.ts';
import { createVoice, SCHEMA_VERSION, type Context, type Voice } from './context.ts';
import { EXIT_HELP, toExitCode, type ExitCode } from './exit.ts';

const require = createRequire(import.meta.url);
const { version: VERSION } = z.object({ version: z.string() }).parse(require('../../package.json'));

interface Common {
  readonly json: boolean;
  readonly config: string;
  readonly state: string;
}

/** Runs one command line (without the program's name) and returns its exit code; nothing else ends the process. */
export async function run(args: readonly string[], context: Context): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram(context, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) {
      report(isCoded(thrown) ? thrown.code : 'internal', thrown, args, context);
      return toExitCode(thrown);
    }
    if (thrown.exitCode === 0) return 0;
    // For people commander has said it already.
    if (args.includes('--json')) report('usage', thrown, args, context);
    return 2;
  }
}

function report(code: string, thrown: unknown, args: readonly string[], context: Context): void {
  const json = args.includes('--json');
  const voice = createVoice(context, toCommandName(args), json, readSecrets(context.env));
  if (json) voice.answer({ error: { code, message: toMessage(thrown) } }, []);
  else voice.log.warn(code === 'internal' ? `internal error, please report it: ${toMessage(thrown)}` : `${toMessage(thrown)} [${code}]`);
}

/** The command that was meant, as far as the words say. */
function toCommandName(args: readonly string[]): string {
  const [first = '', second = ''] = args.filter((word) => !word.startsWith('-'));
  return ['state', 'layout'].includes(first) ? `${first} ${second}`.trim() : first;
}

function createProgram(context: Context, done: (code: ExitCode) => void): Command {
  const program = new Command('proofboard')
    .description('A static board of CI and reproducibility: collect from GitLab and GitHub, build a site, serve it.')
    .version(VERSION)
    .addHelpText('after', EXIT_HELP)
    .configureOutput({ writeOut: (text) => context.stdout.write(text), writeErr: (text) => context.stderr.write(text) })
    .exitOverride();

  /** A command with what all have: --json, its help, its voice. */
  function add(name: string, description: string, under: Command = program): Command {
    return under.command(name).description(description).option('--json', `answer one JSON document (schemaVersion ${SCHEMA_VERSION})`, false).addHelpText('after', EXIT_HELP);
  }
  const config = (): Option => new Option('-c, --config <file>', 'the configuration').default('proofboard.yml');
  const state = (): Option => new Option('-s, --state <file>', 'the state').default('proofboard.sqlite');
  const out = (): Option => new Option('-o, --out <folder>', "the site's folder").default('site');
  const speak = (name: string, json: boolean): { voice: Voice; tokens: Tokens } => {
    const tokens = readTokens(context.env);
    return { tokens, voice: createVoice(context, name, json, tokens.secrets) };
  };
  const prepare = async (name: string, options: Common): Promise<{ voice: Voice; tokens: Tokens; config: Config; clock: Context['clock'] }> =>
    ({ ...speak(name, options.json), config: await readConfig(options.config), clock: context.clock });

  add('collect', 'Read every source and write what is new into the state.').addOption(config()).addOption(state())
    .action(async (options: Common) => done(await runCollect(resolve(options.state), await prepare('collect', options))));

  add('build', 'Build the site from the state.').addOption(config()).addOption(state()).addOption(out())
    .option('--now <time>', 'the moment ages are counted to (default: the last collection)', toNow)
    .action(async (options: Common & { out: string; now?: Instant }) => {
      const { voice, config: read } = await prepare('build', options);
      done(await runBuild({ config: read, stateFile: resolve(options.state), outDir: resolve(options.out), now: options.now ?? null, voice }));
    });

  add('serve', 'Serve a built site on this machine.').addOption(out())
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes a free one', toPort, 8080)
    .option('--prefix <path>', 'path to serve it under', toPrefix, '/')
    .action(async (options: { json: boolean; out: string; host: string; port: number; prefix: string }) => {
      const { voice } = speak('serve', options.json);
      done(await runServe({ dir: resolve(options.out), host: options.host, port: options.port, prefix: options.prefix, voice, untilStopped: context.untilStopped }));
    });

  add('check', 'Check the configuration, the tokens, and whether every source answers.').addOption(config())
    .action(async (options: Common) => done(await runCheck(options.config, await prepare('check', options))));

  add('changes', 'Say what changed, for a mail or a chat: 1 where anything newly broke.').addOption(config()).addOption(state())
    .option('--since <time>', 'a time, or how long before the last collection: 2026-11-22T06:00:00Z, 24h, 7d (default: the collection before the last)', toSince)
    .addOption(new Option('--format <format>', 'how to say it').choices(['text', 'markdown', 'json']).default('text'))
    .option('--fail-on <kinds>', `what makes the exit code 1, with commas between, or "nothing": ${REPORT_KINDS.join(', ')}`, toKinds, ['broken', 'unreproducible'])
    .action(async (options: Common & { since?: Since; format: ChangesFormat; failOn: ReportKind[] }) => {
      const { config: read, voice } = await prepare('changes', { ...options, json: options.json || options.format === 'json' });
      done(runChanges({ config: read, stateFile: resolve(options.state), since: options.since ?? null, format: options.format, failOn: options.failOn, voice }));
    });

  add('compare', 'Say which cells differ between two states, as Markdown.').argument('<before>', 'a state').argument('<after>', 'another state')
    .action((before: string, after: string, options: Common) => done(runCompare(resolve(before), resolve(after), speak('compare', options.json).voice)));

  add('demo', 'Show a sample organisation: collect 30 days from a forge on this machine, build, serve.')
    .option('--once', 'end after the build', false)
    .option('--dir <folder>', 'where to put the state and the site', 'proofboard-demo')
    .option('--port <number>', 'port to serve at; 0 takes a free one', toPort, 8080)
    .action(async (options: { json: boolean; once: boolean; dir: string; port: number }) => {
      const { voice } = speak('demo', options.json);
      done(await runDemo({ once: options.once, dir: resolve(options.dir), port: options.port, voice, untilStopped: context.untilStopped }));
    });

  const several = (value: string, before: readonly string[]): string[] => [...before, value];
  add('verify', 'Say whether files, or all packages of a Debian system, were independently rebuilt: 1 where one was not.')
    .argument('[files...]', 'packages, or any other files')
    .option('--policy <file>', 'whom to trust, as JSON')
    .option('--layout <file>', 'whom to trust, as a layout of in-toto')
    .option('--key <file>', 'a key that has to have signed the layout; may be given again', several, [])
    .option('--rebuilder <url>', 'a rebuilder to ask, with --layout; may be given again', several, [])
    .option('--attestation <file>', 'an attestation, in place of asking anybody; may be given again', several, [])
    .option('--installed', 'look at the packages of an installed system', false)
    .option('--root <folder>', 'where that system is', '/')
    .action(async (files: string[], options: VerifyOptions & { json: boolean }) => {
      const { voice } = speak('verify', options.json);
      done(await runVerify(files, options, { voice, clock: context.clock, path: context.env['PATH'] ?? '', uid: process.getuid?.() ?? -1, environment: context.env, aptConfig: context.env['APT_CONFIG'] }));
    });

  const registrar = { context, add, speak, done };
  addAttestCommand(registrar);
  addLayoutCommands(registrar, program.command('layout').description('Say whose rebuilds count: make, sign, show and renew a root layout.').addHelpText('after', EXIT_HELP));

  const stateCommand = program.command('state').description('Keep and move the state.').addHelpText('after', EXIT_HELP);
  add('export', 'Write the state as compressed NDJSON.', stateCommand).addOption(state()).argument('<file>', 'file to write')
    .action(async (file: string, options: Common) => done(await runExport(resolve(options.state), resolve(file), speak('state export', options.json).voice)));
  add('prune', 'Remove what is old from the state; what the board shows today stays whole.', stateCommand).addOption(state())
    .option('--older-than <time>', 'remove what is older than this before the last collection: 400d', toLength)
    .option('--max-size <size>', 'remove the oldest until the state is no larger: 300MB', toBytes)
    .option('--dry-run', 'only say what would go', false)
    .action((options: Common & { olderThan?: number; maxSize?: number; dryRun: boolean }) => {
      if (options.olderThan === undefined && options.maxSize === undefined) throw new CodedError('usage', 'say what is to go: --older-than 400d, --max-size 300MB, or both');
      const limits = { olderThanMs: options.olderThan ?? null, maxBytes: options.maxSize ?? null, dryRun: options.dryRun };
      done(runPrune(resolve(options.state), limits, speak('state prune', options.json).voice));
    });
  add('import', 'Make a state from an export.', stateCommand).addOption(state()).argument('<file>', 'file to read')
    .option('--replace', 'replace a state that is there', false)
    .action(async (file: string, options: Common & { replace: boolean }) =>
      done(await runImport(resolve(options.state), resolve(file), options.replace, speak('state import', options.json).voice)));
  return program;
}
