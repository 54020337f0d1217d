// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { writeFile } from 'node:fs/promises';
import { renderEditorSchema } from '../src/config/editor-schema.ts';

await writeFile(new URL('../src/config/proofboard.schema.json', import.meta.url), renderEditorSchema());
