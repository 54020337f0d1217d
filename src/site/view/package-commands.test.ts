// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createBoardFixture } from '../../testing/board-fixture.ts';
import { createEvidenceFixture, DISTRIBUTION } from '../../testing/evidence-fixture.ts';
import { createPackageBook, type ArtifactAnswer } from '../../votes/package-book.ts';
import { toReproduction } from './package-commands.ts';

const { board } = createBoardFixture({ repositories: 0, targets: 0, releases: 0 });
const evidence = createEvidenceFixture(board, [{ source: 'hello', version: '1:2.10-3', says: { alpha: 'reproduced', beta: 'reproduced' } }]);
const [artifact] = createPackageBook(evidence.board, evidence.policy).find(DISTRIBUTION, 'hello')?.artifacts ?? [];
if (artifact === undefined) throw new Error('no artifact');

/** The artifact with another address of its file, and another of its buildinfo. */
function withAddresses({ url, buildinfo, sha256 }: { url?: string; buildinfo?: string | null; sha256?: string }): ArtifactAnswer {
  const plain = artifact as ArtifactAnswer;
  return {
    ...plain,
    published: plain.published && { ...plain.published, ...(url === undefined ? {} : { url }), ...(sha256 === undefined ? {} : { sha256 }) },
    answer: {
      ...plain.answer,
      votes: plain.answer.votes.map((vote) => ({
        ...vote, verdict: { ...vote.verdict, links: { ...vote.verdict.links, ...(buildinfo === undefined ? {} : { buildinfo }) } },
      })),
    },
  };
}

describe('toReproduction', () => {
  it('fetches the buildinfo, rebuilds, and compares the digest', () => {
    const { recipes, missing } = toReproduction([withAddresses({
      buildinfo: 'https://alpha.example/hello_2.10-3_amd64.buildinfo', url: 'https://archive.example/pool/hello_2.10-3_amd64.deb',
    })]);
    expect(missing).toBeNull();
    expect(recipes).toEqual([{
      of: 'hello amd64',
      lines: [
        "wget -O hello_2.10-3_amd64.buildinfo 'https://alpha.example/hello_2.10-3_amd64.buildinfo'",
        'debrebuild --buildresult=rebuilt --builder=mmdebstrap hello_2.10-3_amd64.buildinfo',
        "sha256sum --check <<'END'",
        `${artifact.published?.sha256 ?? ''}  rebuilt/hello_2.10-3_amd64.deb`,
        'END',
      ],
    }]);
  });

  it('says what is missing where no buildinfo is known', () => {
    expect(toReproduction([withAddresses({ buildinfo: null })])).toMatchObject({ recipes: [], missing: expect.stringContaining('.buildinfo') as string });
  });

  it('says that there is nothing to compare with where nothing is published', () => {
    expect(toReproduction([{ ...artifact, published: null }]).missing).toContain('nothing to compare');
    expect(toReproduction([]).recipes).toEqual([]);
  });

  it('has no commands for what is no Debian package', () => {
    expect(toReproduction([withAddresses({ url: 'https://archive.example/hello.rpm' })])).toMatchObject({ recipes: [], missing: expect.stringContaining('no Debian package') as string });
  });

  it.each([
    "https://alpha.example/x';reboot;'.buildinfo",
    'https://alpha.example/$(reboot).buildinfo',
    'https://alpha.example/-rf.buildinfo',
    'https://alpha.example/a%0areboot.buildinfo',
    'https://alpha.example/%27;reboot;.buildinfo',
    'https://alpha.example/../../.buildinfo',
    'https://alpha.example/a|b.buildinfo',
    "https://alpha.example/x';reboot;'/hello.buildinfo",
    'https://alpha.example/$(reboot)/hello.buildinfo',
    'https://alpha.example/hello.txt',
    'javascript:alert(1)//x.buildinfo',
    'https://user:secret@alpha.example/x.buildinfo',
    `https://alpha.example/${'a'.repeat(2_000)}.buildinfo`,
  ])('gives no command with %s', (buildinfo) => {
    expect(toReproduction([withAddresses({ buildinfo })]).recipes).toEqual([]);
  });

  it.each(['https://archive.example/$(reboot).deb', 'https://archive.example/a%0areboot.deb', "https://archive.example/a'b.deb"])('compares no file called as in %s', (url) => {
    const [recipe] = toReproduction([withAddresses({ url, buildinfo: 'https://alpha.example/x.buildinfo' })]).recipes;
    expect(recipe?.lines).toHaveLength(2);
  });

  it('compares with nothing that is no digest', () => {
    const [recipe] = toReproduction([withAddresses({ sha256: 'END\nreboot', url: 'https://archive.example/a.deb', buildinfo: 'https://alpha.example/x.buildinfo' })]).recipes;
    expect(recipe?.lines).toHaveLength(2);
  });
});
