import { folded } from '../../core/terms.ts';
import words from './stop-words.json' with { type: 'json' };

/**
 * Words that hold a question together, by language, or say what all documents are, and nothing of what is looked for.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(Object.values(words).flat().map(folded));
