// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Shows how far a long step is: a bar on a terminal, nothing elsewhere (the step's own line says when it is done). */
export interface Progress {
  /** `done` of `total` (null: unknown) and what is being done. */
  update(label: string, done: number, total: number | null): void;
  /** Removes the bar. */
  end(): void;
}

export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const WIDTH = 24;

export const silentProgress: Progress = { update: () => undefined, end: () => undefined };

/** A progress bar for `terminal`; with `color` the filled part is green. */
export function createProgress(terminal: Terminal, color: boolean): Progress {
  if (terminal.isTTY !== true) return silentProgress;
  return {
    update: (label, done, total) => {
      const filled = total === null || total === 0 ? done % (WIDTH + 1) : Math.round((Math.min(done, total) / total) * WIDTH);
      const bar = '█'.repeat(filled);
      const count = total === null ? `${done}` : `${done}/${total}`;
      const text = ` ${label} ${count}`.slice(0, Math.max(0, (terminal.columns ?? 80) - WIDTH - 3));
      terminal.write(`\r\u001b[K${color ? `\u001b[32m${bar}\u001b[0m` : bar}${'░'.repeat(WIDTH - filled)}${text}`);
    },
    end: () => {
      terminal.write('\r\u001b[K');
    },
  };
}
