// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from '../../model/time.ts';
import { systemClock } from '../../platform/clock.ts';
import { readToken, type Call, type NotedAnswer } from './answer.ts';
import { toOperationName } from './documents.ts';
import { createGitHub } from './github/endpoint.ts';
import { createGitLab, isGraphQL } from './gitlab/endpoint.ts';
import { createMisbehaviour, sendAnswer, type Fault, type ForgeRequest } from './misbehaviour.ts';
import { LAST_DAY, toMorning, type Organisation } from './organisation.ts';
import { createQubesLike } from './qubes-like.ts';
import { listenOnLoopback } from './server.ts';

export interface ForgeOptions {
  /** Default: the Qubes-like organisation. */
  readonly organisation?: Organisation;
  /** Default: the last of the story, 29. */
  readonly day?: number;
  /** Added to every answer. */
  readonly latencyMs?: number;
  readonly gitlabToken?: string;
  readonly githubToken?: string;
  /** Of a GitLab GraphQL query; default 200 for anonymous visitors and 250 with a token, as on gitlab.com. */
  readonly maxComplexity?: number;
}

/** GitLab and GitHub on loopback. */
export interface Forge {
  /** `http://127.0.0.1:port`, with `/api/graphql` and `/api/v4`. */
  readonly gitlabUrl: string;
  /** `http://127.0.0.1:port`, with `/graphql`. */
  readonly githubUrl: string;
  readonly gitlabToken: string;
  readonly githubToken: string;
  /** What is served; edits show from the next request on. */
  readonly organisation: Organisation;
  /** Shows what exists in the morning (06:00 UTC) of a day. */
  setDay(day: number): void;
  now(): Instant;
  /** In order of arrival; may be emptied. */
  readonly requests: ForgeRequest[];
  /** Queries that do not fit GitLab's or GitHub's schema, with why. */
  readonly invalidQueries: string[];
  /** Replaces all faults; of several the first that matches and is not used up happens. */
  misbehave(faults: Fault | readonly Fault[] | null): void;
  close(): Promise<void>;
}

/** Starts a forge on two free ports of 127.0.0.1. */
export async function startForge(options: ForgeOptions = {}): Promise<Forge> {
  const { organisation = createQubesLike(), latencyMs = 0, maxComplexity = null } = options;
  const { gitlabToken = 'sample-gitlab-token', githubToken = 'sample-github-token' } = options;
  let now = toMorning(options.day ?? LAST_DAY);
  const requests: ForgeRequest[] = [];
  const invalidQueries: string[] = [];
  const misbehaviour = createMisbehaviour();

  const serve = (answerCall: (call: Call, organisation: Organisation, now: Instant) => NotedAnswer, toKind: (call: Call) => ForgeRequest['kind']) =>
    async (call: Call, response: ServerResponse): Promise<void> => {
      const request = noteRequest(call, toKind(call));
      requests.push(request);
      const { answer, complexity, invalid } = answerCall(call, organisation, now);
      if (invalid !== null) invalidQueries.push(`${invalid}\n${call.body}`);
      request.complexity = complexity;
      const fault = misbehaviour.next(request);
      if (latencyMs > 0) await delay(latencyMs);
      request.status = await sendAnswer(response, answer, fault);
    };

  const gitlab = createGitLab({ token: gitlabToken, maxComplexity, clockNow: () => systemClock.now() });
  const [gitlabServer, githubServer] = await Promise.all([
    listenOnLoopback(serve(gitlab, (call) => (isGraphQL(call) ? 'gitlab-graphql' : 'gitlab-rest'))),
    listenOnLoopback(serve(createGitHub(githubToken), () => 'github-graphql')),
  ]);
  return {
    gitlabUrl: gitlabServer.url,
    githubUrl: githubServer.url,
    gitlabToken, githubToken, organisation, requests, invalidQueries,
    setDay: (day) => {
      now = toMorning(day);
    },
    now: () => now,
    misbehave: (faults) => misbehaviour.set(faults === null ? [] : [faults].flat()),
    close: async () => {
      await Promise.all([gitlabServer.close(), githubServer.close()]);
    },
  };
}

function noteRequest(call: Call, kind: ForgeRequest['kind']): ForgeRequest & { status: number; complexity: number | null } {
  return {
    kind,
    path: call.url.pathname + call.url.search,
    status: 0,
    operation: kind === 'gitlab-rest' ? null : toOperationName(call.body),
    hadToken: readToken(call.headers) !== null,
    complexity: null,
  };
}
