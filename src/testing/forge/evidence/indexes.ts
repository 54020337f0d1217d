// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { MINUTE_MS, type Instant } from '../../../model/time.ts';
import { createRandom } from '../story/random.ts';
import {
  findUpload, hash, listArtifacts, toDigest, toFileName, toPoolPath, type SampleArtifact, type SampleDistribution, type SampleSource,
} from './distribution.ts';

/** A suite's files by path below `dists/<suite>/`, without its Release file. */
export type SuiteFiles = ReadonlyMap<string, Uint8Array>;

const ARCHITECTURE = 'amd64';

/** The indexes of a suite as dak writes them: what is for `all` is among every architecture's packages. */
export function renderIndexes(distribution: SampleDistribution, suite: string, now: Instant): SuiteFiles {
  const { component } = distribution;
  const artifacts = listArtifacts(distribution, now).filter(({ source }) => source.suite === suite);
  const sources = distribution.sources.filter((source) => source.suite === suite);
  const files = new Map<string, Uint8Array>();
  const add = (path: string, text: string): void => {
    const bytes = Buffer.from(text);
    files.set(path, bytes);
    files.set(`${path}.gz`, gzipSync(bytes, { level: 1 }));
  };
  add(`${component}/binary-${ARCHITECTURE}/Packages`, artifacts.map((artifact) => renderPackage(artifact, component, now)).join('\n'));
  add(`${component}/source/Sources`, sources.map((source) => renderSource(source, component, now)).filter((text) => text !== '').join('\n'));
  return files;
}

function renderPackage(artifact: SampleArtifact, component: string, now: Instant): string {
  const { name, version, architecture, source, upload } = artifact;
  const isPlain = source.name === name && upload.version === version;
  const size = createRandom('size', name, version).integer(4_000, 4_000_000);
  return `Package: ${name}
${isPlain ? '' : `Source: ${source.name}${upload.version === version ? '' : ` (${upload.version})`}\n`}Version: ${version}
Installed-Size: ${Math.ceil(size / 300)}
Maintainer: Sample Maintainers <maintainers@example.org>
Architecture: ${architecture}
Description: sample package ${name}
Description-md5: ${hash(name).slice(0, 32)}
Section: misc
Priority: optional
Filename: ${toPoolPath(component, source.name, `${toFileName(name, version, architecture)}.deb`)}
Size: ${size}
SHA256: ${toDigest(artifact, now)}
`;
}

function renderSource(source: SampleSource, component: string, now: Instant): string {
  const upload = findUpload(source, now);
  if (upload === null) return '';
  const directory = toPoolPath(component, source.name, '').slice(0, -1);
  const file = `${source.name}_${upload.version.replace(/^\d+:/, '')}.dsc`;
  return `Package: ${source.name}
Binary: ${source.binaries.map(({ name }) => name).join(', ')}
Version: ${upload.version}
Maintainer: Sample Maintainers <maintainers@example.org>
Architecture: ${[...new Set(source.binaries.map(({ architecture }) => (architecture === 'all' ? 'all' : 'any')))].join(' ')}
Format: 3.0 (quilt)
${source.vcsUrl === null ? '' : `Vcs-Git: ${source.vcsUrl}\n`}Checksums-Sha256:
 ${hash(`${file} dsc`)} 1873 ${file}
Directory: ${directory}
Priority: optional
Section: misc
`;
}

/** A Release file over the indexes; its date is that of the last change. */
export function renderRelease(distribution: SampleDistribution, suite: string, files: SuiteFiles, date: Instant): string {
  const entries = [...files].map(([path, bytes]) => ` ${createHash('sha256').update(bytes).digest('hex')} ${String(bytes.byteLength).padStart(9)} ${path}`);
  return `Origin: Sample
Label: Sample
Suite: ${suite}
Codename: ${suite}
Date: ${new Date(date + 10 * MINUTE_MS).toUTCString().replace('GMT', 'UTC')}
Acquire-By-Hash: yes
No-Support-for-Architecture-all: Packages
Architectures: all ${ARCHITECTURE}
Components: ${distribution.component}
Description: A sample of ${distribution.name}
SHA256:
${entries.join('\n')}
`;
}
