// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** What the sample GitLab says of itself. */
export const GITLAB_VERSION = { version: '17.5.2-ee', revision: '1f4a4a5b3c2' } as const;

/** Whose token it is, and who starts every pipeline. */
export const BOT = { id: 4_711, username: 'qubesos-bot', name: 'Qubes OS bot' } as const;
