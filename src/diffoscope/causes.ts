// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Cause } from '../model/difference.ts';
import type { LinePair, Strength } from './lines.ts';
import { findBuildId, findBuildIdBytes, findBuildIdName, findDrawnBytes, findEncoding, findMovedStrings, findMovedLibraries, findZlibEffort } from './rules-elf.ts';
import {
  findAccess, findCollation, findListedMethod, findListedMode, findListedOwner, findListedTime, findMostlyMovedLines, findMovedFunctions, findMovedLines,
  findPacking, findRenumberedLines, findSameWithin, findVersionBelowTool,
} from './rules-node.ts';
import type { Found } from './rules-node.ts';
import {
  judgeCalendarWords, judgeDateOrder, judgeLanguage, judgeLocaleName, judgePaper, judgeReplaced, judgeSeparators,
} from './rules-locale.ts';
import { judgeDrawnId, judgeFraction, judgeHex, judgeHexPairs, judgeSeed, judgeTemporaryName, judgeToken, judgeUuid } from './rules-random.ts';
import {
  judgeBuildPath, judgeCompressor, judgeHostWord, judgeIds, judgeKernel, judgeMode, judgeOrderWithin, judgeTimestamp,
  judgeToolVersion, judgeUserAtHost, judgeYear,
} from './rules-text.ts';
import type { NodeKind, NodeView } from './view.ts';

/** A rule looks either at a removed line and the one that stands for it, or at a whole node. */
export type CauseRule = {
  /** Shown with the finding, for whoever doubts it. */
  readonly name: string;
  readonly cause: Cause;
  /** What has to be so for the rule to hold. */
  readonly looksAt: string;
  /** The kinds of node whose lines are judged; text and listings where it does not say. */
  readonly within?: readonly NodeKind[];
} & ({ readonly judge: (pair: LinePair) => Strength } | { readonly find: (view: NodeView, all: readonly NodeView[]) => Found | null });

/** A dump in hexadecimal holds texts, which are no chance where they are long. */
const DUMPS: readonly NodeKind[] = ['text', 'listing', 'bytes'];
/** Debugging information has them besides its offsets. */
const MACHINES: readonly NodeKind[] = ['text', 'listing', 'bytes', 'machine'];

/**
 * Every rule, in the order in which equally strong findings are named. The cause that is shown first is the one with the
 * strongest evidence: see `Strength`.
 */
export const CAUSE_RULES: readonly CauseRule[] = [
  // Conventions first: a date in another language is no other date.
  { name: 'foreign-calendar-words', within: DUMPS, cause: 'locale', judge: judgeCalendarWords,
    looksAt: 'the numbers of both lines are the same, but a month or a day is named in two languages' },
  { name: 'date-order', within: DUMPS, cause: 'locale', judge: judgeDateOrder, looksAt: 'one date is written in two ways, with the same numbers' },
  { name: 'number-separators', cause: 'locale', judge: judgeSeparators, looksAt: 'only the signs between digits differ' },
  { name: 'locale-name', within: DUMPS, cause: 'locale', judge: judgeLocaleName, looksAt: 'only the name of a locale or of a character set differs' },
  { name: 'replaced-characters', cause: 'locale', judge: judgeReplaced, looksAt: 'letters beyond ASCII are question marks on one side' },
  { name: 'collation', cause: 'locale', find: findCollation,
    looksAt: 'the same lines, sorted by their bytes on one side and as a language sorts on the other' },
  { name: 'other-language', cause: 'locale', judge: judgeLanguage, looksAt: 'the small words of either line belong to two languages' },
  { name: 'paper', within: DUMPS, cause: 'locale', judge: judgePaper, looksAt: 'only the size of paper differs, which follows the country' },
  { name: 'encoding', cause: 'locale', find: findEncoding, looksAt: 'the same letters of ASCII, and others that are encoded otherwise' },

  { name: 'date-or-time', within: DUMPS, cause: 'timestamp', judge: judgeTimestamp, looksAt: 'only dates, times or seconds since 1970 differ' },
  { name: 'year', within: DUMPS, cause: 'timestamp', judge: judgeYear, looksAt: 'only a year differs, in a line about copyright or a date' },
  { name: 'modification-time', cause: 'timestamp', find: findListedTime, looksAt: 'an archive lists one member with two times' },

  { name: 'mode', cause: 'permissions', find: findListedMode, looksAt: 'an archive lists one member with two modes' },
  { name: 'owner', cause: 'permissions', find: findListedOwner, looksAt: 'an archive lists one member with two owners' },
  { name: 'access', cause: 'permissions', find: findAccess, looksAt: 'stat shows two modes or owners' },
  { name: 'octal-mode', within: DUMPS, cause: 'permissions', judge: judgeMode, looksAt: 'only an octal number differs that is called a mode or a umask' },

  { name: 'uuid', within: DUMPS, cause: 'randomness', judge: judgeUuid, looksAt: 'only UUIDs differ' },
  { name: 'temporary-name', within: DUMPS, cause: 'randomness', judge: judgeTemporaryName, looksAt: 'only the drawn part of a temporary file’s name differs' },
  { name: 'hexadecimal', within: DUMPS, cause: 'randomness', judge: judgeHex,
    looksAt: 'only hexadecimal numbers of the same length differ, which are no digest and no build id' },
  { name: 'hexadecimal-pairs', within: DUMPS, cause: 'randomness', judge: judgeHexPairs, looksAt: 'only pairs of hexadecimal digits differ, as in a fingerprint' },
  { name: 'drawn-text', within: DUMPS, cause: 'randomness', judge: judgeToken, looksAt: 'only texts of mixed letters and digits differ, of the same length' },
  { name: 'drawn-id', cause: 'randomness', judge: judgeDrawnId, looksAt: 'only the long numbers of anchors and references differ' },
  { name: 'seed', cause: 'randomness', judge: judgeSeed, looksAt: 'only a number differs that is called a seed, a serial or alike, or is of nine digits and more' },
  { name: 'long-fraction', cause: 'randomness', judge: judgeFraction, looksAt: 'only fractions of ten digits and more differ, from the first on' },
  { name: 'drawn-bytes', cause: 'randomness', find: findDrawnBytes,
    looksAt: 'as many bytes as before, hardly one of them the same, in a file that is not packed' },

  { name: 'absolute-path', within: MACHINES, cause: 'build-path', judge: judgeBuildPath,
    looksAt: 'only absolute paths differ, and at least one is no place of an installed system' },

  { name: 'user-at-host', within: DUMPS, cause: 'host-or-user', judge: judgeUserAtHost, looksAt: 'only user@host differs, and is no mail address' },
  { name: 'kernel', within: DUMPS, cause: 'host-or-user', judge: judgeKernel, looksAt: 'only what uname prints differs: the machine’s name, its kernel' },
  { name: 'ids', within: DUMPS, cause: 'host-or-user', judge: judgeIds, looksAt: 'only what id prints differs: users and groups' },
  { name: 'host-word', within: DUMPS, cause: 'host-or-user', judge: judgeHostWord,
    looksAt: 'only the name differs that follows a word such as host, user or built by' },

  { name: 'tool-version', within: MACHINES, cause: 'tool-version', judge: judgeToolVersion,
    looksAt: 'only version numbers differ, in a line that names a compiler or another tool' },
  { name: 'version-below-tool', cause: 'tool-version', find: findVersionBelowTool,
    looksAt: 'only a version differs, just below a line that says which tool made the file' },

  { name: 'moved-lines', cause: 'file-order', find: findMovedLines, looksAt: 'the same lines or members in another order' },
  { name: 'renumbered-lines', cause: 'file-order', find: findRenumberedLines,
    looksAt: 'the same lines in another order, but for the numbers in them' },
  { name: 'mostly-moved-lines', cause: 'file-order', find: findMostlyMovedLines, looksAt: 'most of the lines are the same in another order' },
  { name: 'order-within', cause: 'file-order', judge: judgeOrderWithin, looksAt: 'the same words of a line in another order' },
  { name: 'moved-functions', cause: 'file-order', find: findMovedFunctions, looksAt: 'the same functions of a program in another order' },
  { name: 'moved-strings', cause: 'file-order', find: findMovedStrings, looksAt: 'the same texts within bytes in another order' },
  { name: 'moved-libraries', cause: 'file-order', find: findMovedLibraries, looksAt: 'the same libraries of a program in another order' },

  { name: 'same-within', cause: 'compression', find: findSameWithin, looksAt: 'diffoscope unpacked both files and found the same within' },
  { name: 'compressor', cause: 'compression', judge: judgeCompressor, looksAt: 'a line about compression, or the end of a name, says another compressor' },
  { name: 'packing', cause: 'compression', find: findPacking, looksAt: 'file(1) names another compressor or another effort' },
  { name: 'zlib-effort', cause: 'compression', find: findZlibEffort, looksAt: 'the data of a picture begins with another effort of zlib' },
  { name: 'zip-method', cause: 'compression', find: findListedMethod, looksAt: 'a zip archive packs one member in two ways' },

  { name: 'build-id', cause: 'build-id', find: findBuildId, looksAt: 'the build id differs, and neither code nor data of the file does' },
  { name: 'build-id-bytes', cause: 'build-id', find: findBuildIdBytes, looksAt: 'nothing but the bytes of an ELF file’s build id differ' },
  { name: 'build-id-name', cause: 'build-id', find: findBuildIdName, looksAt: 'a path or a field is made of another build id' },
];
