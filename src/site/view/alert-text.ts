// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Alert } from '../../votes/alerts.ts';
import { toAnswerSentence } from './package-state.ts';
import { toCount, toText } from './text.ts';
import { toDay } from './time.ts';

/** What an alert says, in a sentence that names its artifact. */
export function toAlertText(alert: Alert): string {
  const { name, version, architecture } = alert.artifact;
  const kind = alert.kind === 'disagree' ? 'rebuilders disagree. ' : '';
  return `${toText(name, 100)} ${toText(version, 100)} ${toText(architecture, 40)}: ${kind}${toAlertReason(alert)}.`;
}

/** The same without the artifact, below a heading that says what kind of alert it is. */
export function toAlertReason(alert: Alert): string {
  switch (alert.kind) {
    case 'disagree':
      return toAnswerSentence(alert.artifact.answer);
    case 'digest-changed':
      return `the file changed under the same version; ${toCount(alert.others.length, 'other digest')} ${alert.others.length === 1 ? 'was' : 'were'} published as it`;
    case 'regressed': {
      const when = alert.goodAt === null ? '' : `, on ${toDay(alert.goodAt)}`;
      return `${toText(alert.rebuilder, 60)} reproduced ${alert.goodVersion === alert.artifact.version ? 'it before' : `version ${toText(alert.goodVersion, 100)}`}${when}, and finds it differing now`;
    }
  }
}
