// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it, onTestFinished } from 'vitest';
import { createRebuilt, toSha256, type Rebuilt, type RebuiltFile } from '../testing/rebuilt.ts';
import { compareArtifacts, type Comparison, type Original } from './compare.ts';

const FILES: readonly RebuiltFile[] = [{ name: 'a_1_all.deb', original: 'same' }, { name: 'b_1_all.deb', original: 'one', rebuilt: 'two' }];

function prepare(files = FILES): Comparison {
  const rebuilt: Rebuilt = createRebuilt({ files });
  onTestFinished(rebuilt.close);
  return {
    artifacts: files.map(({ name }, index) => ({ path: rebuilt.artifacts[index] ?? '', fileName: name })),
    recorded: new Map(files.map(({ name, original }) => [name, { sha256: toSha256(original), size: original.length }])),
    originals: [],
  };
}

const toOriginal = (fileName: string, content: string, size: number | null = null): Original => ({ fileName, sha256: toSha256(content), size, from: 'an archive' });

describe('compareArtifacts', () => {
  it('tells what is the same from what differs, by what the archive\'s builder recorded', async () => {
    const compared = await compareArtifacts(prepare());
    expect(compared).toMatchObject([
      { fileName: 'a_1_all.deb', isReproduced: true, digests: { sha256: toSha256('same') }, original: { sha256: toSha256('same') } },
      { fileName: 'b_1_all.deb', isReproduced: false, digests: { sha256: toSha256('two') }, original: { sha256: toSha256('one') } },
    ]);
  });

  it('does not take a file of another size for the same, whatever its digest', async () => {
    const comparison = prepare([{ name: 'a_1_all.deb', original: 'same' }]);
    const recorded = new Map([['a_1_all.deb', { sha256: toSha256('same'), size: 5 }]]);
    expect(await compareArtifacts({ ...comparison, recorded })).toMatchObject([{ isReproduced: false }]);
  });

  it('wants everybody who knows an original to say the same of it', async () => {
    const comparison = prepare();
    const originals = [toOriginal('a_1_all.deb', 'same'), toOriginal('a_1_all.deb', 'same', 4)];
    expect((await compareArtifacts({ ...comparison, originals })).map(({ isReproduced }) => isReproduced)).toEqual([true, false]);
    for (const other of [toOriginal('a_1_all.deb', 'other'), toOriginal('a_1_all.deb', 'same', 5)]) {
      await expect(compareArtifacts({ ...comparison, originals: [...originals, other] })).rejects.toMatchObject({ code: 'original-conflict' });
    }
  });

  it('refuses files that the build did not make, files given twice, and originals of nothing', async () => {
    const comparison = prepare();
    const [first = expect.fail()] = comparison.artifacts;
    await expect(compareArtifacts({ ...comparison, artifacts: [{ ...first, fileName: 'c_1_all.deb' }] })).rejects.toMatchObject({ code: 'artifact-foreign' });
    await expect(compareArtifacts({ ...comparison, artifacts: [first, first] })).rejects.toMatchObject({ code: 'artifact-foreign' });
    await expect(compareArtifacts({ ...comparison, originals: [toOriginal('c_1_all.deb', 'x')] })).rejects.toMatchObject({ code: 'artifact-foreign' });
  });
});
