// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { first } from './database.ts';
import { toStorable } from './codes.ts';

/** Interned texts: each stored once, and each read once into one string however many rows name it. */
export interface Texts {
  /** The key of a text, stored if it is new. */
  readonly toKey: (text: string) => number;
  readonly fromKey: (key: number) => string;
  /** The key of a job's name and stage, stored if new. */
  readonly toJobNameKey: (name: string, stage: string) => number;
  readonly fromJobNameKey: (key: number) => { readonly name: string; readonly stage: string };
}

/** Creates the access to one database's texts. What is only read works on a read-only database too. */
export function createTexts(db: DatabaseSync): Texts {
  const insertText = db.prepare('INSERT INTO texts (text) VALUES (?) ON CONFLICT DO NOTHING');
  const selectText = db.prepare('SELECT key FROM texts WHERE text = ?');
  const textByKey = db.prepare('SELECT text FROM texts WHERE key = ?');
  const insertName = db.prepare('INSERT INTO job_names (name, stage) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const selectName = db.prepare('SELECT key FROM job_names WHERE name = ? AND stage = ?');
  const nameByKey = db.prepare('SELECT name, stage FROM job_names WHERE key = ?');

  const toKey = memoize((raw: string): number => {
    const text = toStorable(raw);
    const known = first<{ key: number }>(selectText, text);
    return known?.key ?? Number(insertText.run(text).lastInsertRowid);
  });
  const fromKey = memoize((key: number): string => first<{ text: string }>(textByKey, key)?.text ?? '');
  const toStageKeys = memoize((_name: number) => new Map<number, number>());
  const fromJobNameKey = memoize((key: number) => {
    const row = first<{ name: number; stage: number }>(nameByKey, key);
    return row === undefined ? { name: '', stage: '' } : { name: fromKey(row.name), stage: fromKey(row.stage) };
  });

  function toJobNameKey(name: string, stage: string): number {
    const nameKey = toKey(name);
    const stageKey = toKey(stage);
    const stages = toStageKeys(nameKey);
    const cached = stages.get(stageKey);
    if (cached !== undefined) return cached;
    const known = first<{ key: number }>(selectName, nameKey, stageKey);
    const key = known?.key ?? Number(insertName.run(nameKey, stageKey).lastInsertRowid);
    stages.set(stageKey, key);
    return key;
  }

  return { toKey, fromKey, toJobNameKey, fromJobNameKey };
}

function memoize<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const values = new Map<Key, Value>();
  return (key) => {
    const cached = values.get(key);
    if (cached !== undefined) return cached;
    const value = compute(key);
    values.set(key, value);
    return value;
  };
}
