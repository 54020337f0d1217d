// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Languages that builds are varied in, and those most spoken of. */
const LANGUAGES = [
  'ar', 'bg', 'ca', 'cy', 'eu', 'fa', 'ga', 'gl', 'he', 'hi', 'id', 'is', 'sq', 'sr', 'th', 'cs', 'da', 'de', 'el', 'es', 'et', 'fi', 'fr', 'hr', 'hu', 'it', 'ja', 'ko', 'lt', 'lv', 'nb', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk',
  'sl', 'sv', 'tr', 'uk', 'vi', 'zh',
];

/** 2024 began on a Monday. */
const YEAR = 2024;

/** Names of months and days in English, and in every other language that does not share them. */
export const ENGLISH_CALENDAR: ReadonlySet<string> = toNames('en');
export const FOREIGN_CALENDAR: ReadonlySet<string> = new Set(
  LANGUAGES.flatMap((language) => [...toNames(language)]).filter((name) => !ENGLISH_CALENDAR.has(name)));

function toNames(language: string): Set<string> {
  const names = new Set<string>();
  for (const width of ['long', 'short'] as const) {
    const month = new Intl.DateTimeFormat(language, { month: width, timeZone: 'UTC' });
    const inDate = new Intl.DateTimeFormat(language, { month: width, day: 'numeric', timeZone: 'UTC' });
    const weekday = new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' });
    for (let index = 0; index < 12; index += 1) {
      const at = Date.UTC(YEAR, index, 1 + (index % 7));
      names.add(month.format(at));
      names.add(inDate.formatToParts(at).find(({ type }) => type === 'month')?.value ?? '');
      if (index < 7) names.add(weekday.format(Date.UTC(YEAR, 0, 1 + index)));
    }
  }
  // With and without the full stop of an abbreviation.
  return new Set([...names].map((name) => name.toLowerCase().replaceAll('.', '')).filter((name) => name !== '' && !/^\d/u.test(name)));
}

/** Words that make a sentence of one language. */
const FUNCTION_WORDS: Readonly<Record<string, readonly string[]>> = {
  en: ['the', 'of', 'and', 'is', 'to', 'not', 'with', 'for', 'from', 'this', 'file', 'usage', 'no', 'such', 'or', 'error', 'options', 'by', 'on', 'page', 'yes', 'cannot', 'directory'],
  de: ['der', 'die', 'das', 'und', 'ist', 'zu', 'nicht', 'mit', 'für', 'von', 'diese', 'datei', 'aufruf', 'kein', 'keine', 'oder', 'fehler', 'optionen', 'seite', 'ja', 'nein', 'verzeichnis', 'ein', 'eine'],
  fr: ['le', 'la', 'les', 'et', 'est', 'à', 'pas', 'avec', 'pour', 'de', 'des', 'ce', 'cette', 'fichier', 'utilisation', 'aucun', 'ou', 'erreur', 'par', 'sur', 'oui', 'non', 'dossier', 'du'],
  es: ['el', 'la', 'los', 'y', 'es', 'no', 'con', 'para', 'de', 'del', 'este', 'archivo', 'fichero', 'uso', 'o', 'error', 'por', 'página', 'sí', 'directorio', 'se', 'existe'],
  it: ['il', 'lo', 'e', 'è', 'non', 'con', 'per', 'di', 'del', 'questo', 'uso', 'nessun', 'o', 'errore', 'pagina', 'sì', 'directory'],
  nl: ['de', 'het', 'een', 'en', 'is', 'niet', 'met', 'voor', 'van', 'dit', 'bestand', 'gebruik', 'geen', 'of', 'fout', 'pagina', 'ja', 'nee', 'map'],
  pt: ['o', 'os', 'e', 'é', 'não', 'com', 'para', 'de', 'do', 'este', 'arquivo', 'uso', 'nenhum', 'ou', 'erro', 'por', 'página', 'sim'],
  et: ['ja', 'on', 'ei', 'see', 'fail', 'või', 'viga', 'kasutamine', 'lehekülg'],
};

/** The language most of a text's function words belong to; null where too few say. */
export function toLanguage(words: readonly string[]): string | null {
  const counts = Object.entries(FUNCTION_WORDS).map(([language, known]) => (
    { language, count: words.filter((word) => known.includes(word)).length })).toSorted((a, b) => b.count - a.count);
  const [best, next] = counts;
  return best === undefined || best.count < 1 || best.count === next?.count ? null : best.language;
}
