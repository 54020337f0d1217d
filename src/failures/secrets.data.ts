// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * What a secret looks like, beside the kinds that secretlint knows. Every pattern is linear: what it repeats ends in
 * nothing that the repetition could give back.
 */

/** A kind of token that is known by how it begins. */
export interface TokenKind {
  readonly name: string;
  /** The least of it; a token goes on to the end of its word. */
  readonly shape: string;
}

/** docs.gitlab.com/security/tokens: "Token prefixes"; docs.github.com: "GitHub's token formats"; RFC 7519. */
export const TOKEN_KINDS: readonly TokenKind[] = [
  { name: 'GitLab token', shape: String.raw`gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[\w-]{20}` },
  { name: 'GitLab runner registration token', shape: String.raw`GR1348941[\w-]{20}` },
  { name: 'GitHub token', shape: String.raw`gh[oprsu]_[A-Za-z0-9]{36}|github_pat_\w{60}` },
  { name: 'AWS access key', shape: 'A(?:3T[A-Z0-9]|KIA|GPA|IDA|ROA|IPA|NPA|NVA|SIA)[A-Z0-9]{16}' },
  { name: 'npm token', shape: 'npm_[A-Za-z0-9]{36}' },
  { name: 'PyPI token', shape: String.raw`pypi-[\w-]{16}` },
  { name: 'Google key', shape: String.raw`AIza[\w-]{35}` },
  { name: 'Vault token', shape: String.raw`hv[bs]\.[\w-]{20}` },
  { name: 'Slack token', shape: String.raw`xox[abeoprs]-[\w-]{20}` },
  { name: 'JSON web token', shape: String.raw`eyJ(?:(?!eyJ)[\w-]){8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{16}` },
];

/** A place where a secret stands, whatever it looks like. `lead` is kept, the rest is masked. */
export interface SecretPlace {
  readonly name: string;
  readonly pattern: RegExp;
}

const KEY = String.raw`(?:pass(?:w(?:or)?)?d|passphrase|passwort|(?<=[a-z0-9][-_])pass(?![a-z])|secret|token|(?:api|private|access|signing|account)[-_ ]?key|(?<![a-z0-9])_auth(?![a-z])|credentials?)`;
/** What a name may go on with, unless it says that a place follows, not the secret. */
const KEY_END = String.raw`(?![-_]?(?:file|path|dir|url|uri)\b)[\w-]{0,30}\\?["']?`;
/** In text that is quoted itself, `\"` ends what `\"` began. */
const QUOTED = String.raw`\\"(?:[^"\\\n]|\\[^"\n])+(?:\\")?|"(?:[^"\\\n]|\\.)+"?|\\?'[^'\n]+'?`;
/** Words that logs set after a colon, and that no one has for a password. */
const WORD = '(?:ok|pass(?:ed)?|fail(?:ed|ure)?|error|warning|note|true|false|null|none|undefined|missing|required|invalid|expected|unexpected|not|no|is|the|a|an|cannot|could|failed)';
/** YAML and JSON let no bare text begin with a bracket. */
const BARE = String.raw`(?!${WORD}(?![\w$-])|[[{])[^\s"'<>,;&|]+`;

export const SECRET_PLACES: readonly SecretPlace[] = [
  { name: 'header', pattern: /(?<lead>\b(?:proxy-)?authorization["']?[:=] {0,4}["']?(?:(?:bearer|basic|token|digest|api-?key|key|negotiate|hmac|aws4-hmac-sha256) {1,4})?)[^\s"',;]+/giu },
  { name: 'bearer', pattern: /(?<lead>\bbearer {1,4})[\w.~+/=-]{16,}/giu },
  { name: 'cookie', pattern: /(?<lead>\b(?:set-)?cookie: {0,4})\S[^\n]*/giu },
  { name: 'assignment', pattern: new RegExp(String.raw`(?<lead>${KEY}${KEY_END} {0,4}(?:=>|:=|={1,3}) {0,4})(?:${QUOTED}|[^\s"'<>,;&|]+)`, 'giu') },
  { name: 'field', pattern: new RegExp(String.raw`(?<lead>${KEY}${KEY_END} {0,2}:(?!:) {0,4})(?:${QUOTED}|${BARE})`, 'giu') },
  { name: 'element', pattern: new RegExp(String.raw`(?<lead><[\w:-]{0,20}${KEY}>)[^<\n]+`, 'giu') },
  { name: 'login of a program', pattern: /(?<lead>\b(?:login\b[^\n]{0,200}?\s|sshpass {1,4})-p[ =]{0,4}["']?)[^\s"']+/giu },
  { name: 'netrc', pattern: /(?<lead>\blogin\s{1,4}\S{1,100}\s{1,4}password\s{1,4})\S+/giu },
  { name: 'registry login', pattern: /(?<lead>\\?"auth\\?" {0,4}: {0,4}\\?")[^"\\\n]+/gu },
  { name: 'short name', pattern: /(?<lead>(?:\b|(?<=_))(?:pwd|pw)["']?[:=] {0,4}["']?)(?![/~.])[^\s"'<>,;&|]+/giu },
  { name: 'option', pattern: new RegExp(String.raw`(?<lead>(?<![\w-])--?[\w-]{0,20}${KEY}${KEY_END} {1,4}["']?)(?!-)[^\s"'<>,;&|]+`, 'giu') },
  { name: 'user of curl', pattern: /(?<lead>\s(?:-u|--user|--proxy-user)[ =]{0,4}["']?[^\s:"']{1,100}:)[^\s"']+/gu },
  { name: 'credentials in an address', pattern: /(?<lead>:\/\/[^\s:@/"'<>]{0,100}:)[^\s/"'<>]+(?=@)/gu },
  { name: 'token in an address', pattern: /(?<lead>:\/\/)[^\s:@/"'<>]{20,}(?=@)/gu },
  { name: 'signed address', pattern: /(?<lead>[?&](?:x-amz-(?:signature|credential)|sig|signature|x-goog-signature|key)=)[^\s"'<>&]+/giu },
  { name: 'short GitLab token', pattern: /(?<lead>\b)gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[\w.-]{4,}/gu },
];
