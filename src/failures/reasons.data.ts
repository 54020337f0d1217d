// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ReasonRule } from './rule.ts';

/**
 * What GitLab's own reason says: the words of `failure_reason` (app/models/concerns/enums/ci/commit_status.rb, and those of
 * the Enterprise Edition) and what is telling in the sentences of `failureMessage` (app/presenters/
 * commit_status_presenter.rb), today's and those of older versions. `script_failure` and `unknown_failure` say nothing.
 */
export const REASON_RULES: readonly ReasonRule[] = [
  {
    name: 'runner-system', class: 'runner', title: 'runner failed', reasons: ['runner_system_failure'],
    sentence: /runner system failure/iu,
  },
  { name: 'runner-interrupted', class: 'runner', title: 'runner interrupted', reasons: ['runner_interrupted'], sentence: /runner process was interrupted/iu },
  {
    name: 'runner-unsuitable', class: 'runner', title: 'no suitable runner',
    reasons: ['runner_unsupported', 'no_matching_runner', 'stuck_pending_no_matching_runners', 'stuck_pending_with_matching_runners'],
    sentence: /no runners? supports?|runner is outdated|no matching runner|stuck in pending/iu,
  },
  {
    name: 'runner-unassigned', class: 'runner', title: 'job not taken over by a runner',
    reasons: ['scheduler_failure', 'runner_provisioning_timeout', 'job_router_failure'],
    sentence: /failed to assign job to the runner|runner provisioning|job router failed/iu,
  },
  {
    name: 'runner-refused', class: 'runner', title: 'runner not allowed', reasons: ['ip_restriction_failure', 'duo_workflow_not_allowed'],
    sentence: /runner'?s ip address is not|cannot run on this runner/iu,
  },
  {
    name: 'runner-dependency', class: 'network', title: 'runner could not reach what it needs',
    reasons: ['runner_external_dependency_failure', 'duo_workflow_connection_failure'],
    sentence: /could not reach an external dependency|runner could not connect/iu,
  },
  {
    name: 'time-out', class: 'timeout', title: 'time limit exceeded',
    reasons: ['job_execution_timeout', 'job_execution_server_timeout', 'server_timeout_running', 'server_timeout_canceling', 'job_token_expired'],
    sentence: /maximum execution time|job token has expired/iu,
  },
  {
    name: 'stuck', class: 'timeout', title: 'stuck or timed out', reasons: ['stuck_or_timeout_failure', 'no_updates_running', 'no_updates_canceling'],
    sentence: /timeout failure or the job got stuck|showed no activity/iu,
  },
  {
    name: 'gitlab-failed', class: 'service', title: 'GitLab failed',
    reasons: ['api_failure', 'data_integrity_failure', 'unmet_prerequisites', 'stale_schedule', 'reached_downstream_pipeline_trigger_rate_limit'],
    sentence: /API failure|structural integrity problem|unknown job problem|prerequisite tasks|(?:delayed|scheduled) job could not be executed|too many downstream pipelines/iu,
  },
  {
    name: 'gitlab-refused', class: 'service', title: 'GitLab refused the job',
    reasons: ['ci_quota_exceeded', 'archived_failure', 'project_deleted', 'user_blocked', 'builds_disabled', 'secrets_manager_access_denied'],
    sentence: /no more (?:compute|CI) minutes|job is archived|deleted project|user who created this job|CI\/CD is disabled|access to GitLab Secrets Manager/iu,
  },
  {
    name: 'artifacts-missing', class: 'dependency', title: 'artifacts of an earlier job missing', reasons: ['missing_dependency_failure'],
    sentence: /missing dependency failure/iu,
  },
  {
    name: 'trigger', class: 'configuration', title: 'downstream pipeline not started',
    reasons: [
      'insufficient_bridge_permissions', 'insufficient_upstream_permissions', 'downstream_bridge_project_not_found',
      'upstream_bridge_project_not_found', 'invalid_bridge_trigger', 'downstream_project_trigger_resolved_to_empty',
      'bridge_pipeline_is_child_pipeline', 'downstream_pipeline_creation_failed', 'reached_max_descendant_pipelines_depth',
      'reached_max_pipeline_hierarchy_size', 'pipeline_loop_detected',
    ],
    sentence: /insufficient permissions to (?:track|create)|(?:up|down)stream bridge project|(?:downstream pipeline trigger|trigger:project)|cannot create further child|downstream pipeline (?:could|tree)|depth (?:of child pipelines|has been reached)|infinitely looping/iu,
  },
  {
    name: 'deployment', class: 'configuration', title: 'deployment not allowed',
    reasons: [
      'forward_deployment_failure', 'failed_outdated_deployment_job', 'deployment_rejected', 'protected_environment_failure',
      'environment_creation_failure',
    ],
    sentence: /deployment job (?:is older|was rejected)|is deploying to is protected|create an environment/iu,
  },
  {
    name: 'job-configuration', class: 'configuration', title: 'job cannot run as configured',
    reasons: ['runner_configuration_error', 'secrets_provider_not_found', 'id_token_burned_project_path', 'trace_size_exceeded'],
    sentence: /been a configuration error|secrets provider can ?not|ID token issuance|log size limit/iu,
  },
];
