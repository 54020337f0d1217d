// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { contentPairs } from './content.ts';
import { secondHeldOutPairs } from './held-out-2.ts';
import { thirdHeldOutPairs } from './held-out-3.ts';
import { fourthHeldOutPairs } from './held-out-4.ts';
import { fifthHeldOutPairs } from './held-out-5.ts';
import { heldOutPairs } from './held-out.ts';
import { localePairs, orderPairs } from './orders-and-locales.ts';
import type { Pair } from './pair.ts';
import { buildPathPairs, hostPairs } from './paths-and-hosts.ts';
import { permissionPairs } from './permissions.ts';
import { buildIdPairs, randomPairs } from './random.ts';
import { timestampPairs } from './timestamps.ts';
import { compressionPairs, toolPairs } from './tools.ts';

/** The labelled set: README.md says how it is labelled and how it was used. */
export const PAIRS: readonly Pair[] = [
  ...timestampPairs, ...buildPathPairs, ...orderPairs, ...localePairs, ...permissionPairs, ...randomPairs, ...buildIdPairs,
  ...toolPairs, ...hostPairs, ...compressionPairs, ...contentPairs, ...heldOutPairs, ...secondHeldOutPairs, ...thirdHeldOutPairs, ...fourthHeldOutPairs, ...fifthHeldOutPairs,
];
