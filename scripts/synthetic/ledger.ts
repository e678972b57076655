/** One value of the gold record, and what the page prints of it. */
export interface Print {
  /** `seller.name`, `lines.0.net_amount`. */
  readonly field: string;
  readonly value: string;
  /** Empty where the page says it without a word of its own. */
  readonly text: string;
}

/** What a page has printed so far. Gold holds nothing else. */
export interface Ledger {
  /** Notes that `text` is printed and says `value`; gives `text` back. The first print of a field counts. */
  say(field: string, value: string, text: string): string;
  /** Leaves a field out of the scoring: the page leaves room for more than one answer. */
  doubt(field: string): void;
  has(field: string): boolean;
  readonly prints: readonly Print[];
  readonly doubts: readonly string[];
}

/** An empty ledger. */
export function openLedger(): Ledger {
  const prints = new Map<string, Print>();
  const doubts = new Set<string>();
  return {
    say(field, value, text) {
      if (!prints.has(field)) prints.set(field, { field, value, text });
      return text;
    },
    doubt: (field) => void doubts.add(field),
    has: (field) => prints.has(field),
    get prints() {
      return [...prints.values()];
    },
    get doubts() {
      return [...doubts];
    },
  };
}
