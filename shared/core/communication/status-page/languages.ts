import type { Words } from '#core/communication/status-page/words.ts';
import { german } from '#core/communication/status-page/words-de.ts';
import { english } from '#core/communication/status-page/words-en.ts';
import { spanish } from '#core/communication/status-page/words-es.ts';
import { french } from '#core/communication/status-page/words-fr.ts';
import type { Language } from '#core/setup/document-status-page.ts';

export const wordsOf: Record<Language, Words> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
};
