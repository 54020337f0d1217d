// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** GitLab's words for a status as people read it. */
export interface DetailedStatus {
  readonly group: string;
  readonly text: string;
  readonly label: string;
}

const WORDS: ReadonlyMap<string, DetailedStatus> = new Map(Object.entries({
  success: { group: 'success', text: 'Passed', label: 'passed' },
  canceled: { group: 'canceled', text: 'Canceled', label: 'canceled' },
  manual: { group: 'manual', text: 'Manual', label: 'manual action' },
  waiting_for_resource: { group: 'waiting-for-resource', text: 'Waiting', label: 'waiting for resource' },
}));

/** A pipeline's detailed status (lib/gitlab/ci/status): one that passed with warnings has a group of its own. */
export function toPipelineDetail(status: string, warnings: boolean): DetailedStatus {
  return status === 'success' && warnings
    ? { group: 'success-with-warnings', text: 'Warning', label: 'passed with warnings' }
    : toDetail(status);
}

/** A job's detailed status: one that failed and may has a group of its own. */
export function toJobDetail(status: string, allowFailure: boolean): DetailedStatus {
  return status === 'failed' && allowFailure
    ? { group: 'failed-with-warnings', text: 'Failed', label: 'failed (allowed to fail)' }
    : toDetail(status);
}

function toDetail(status: string): DetailedStatus {
  return WORDS.get(status) ?? { group: status, text: status.slice(0, 1).toUpperCase() + status.slice(1), label: status };
}

const MESSAGES: ReadonlyMap<string, string> = new Map(Object.entries({
  script_failure: 'There has been a script failure. Check the job log for more information',
  stuck_or_timeout_failure: 'There has been a timeout failure or the job got stuck. Check your timeout limits or try again',
  runner_system_failure: 'There has been a runner system failure, please try again',
}));

/** The sentence for a failure's reason; a reason without one is shown as it is. */
export function toFailureMessage(reason: string | null): string | null {
  return reason === null ? null : (MESSAGES.get(reason) ?? reason);
}
