import type { Finding } from '../../../core/reading.ts';

/** Says whether a rule holds; what does not becomes a finding. `fields` are the record's paths that the rule is about. */
export type Report = (
  rule: string,
  holds: boolean,
  message: string,
  fields?: readonly string[],
  severity?: Finding['severity'],
) => void;

/** Collects the findings of one set of rules. A rule that fails many times is reported at most `MAX_PER_RULE` times. */
export function reporter(to: Finding[], code: 'EN16931_RULE' | 'NATIONAL_RULE', usual: Finding['severity']): Report {
  const failed = new Map<string, number>();
  return (rule, holds, message, fields, severity = usual) => {
    if (holds) return;
    const times = (failed.get(rule) ?? 0) + 1;
    failed.set(rule, times);
    if (times > MAX_PER_RULE) return;
    to.push({
      code,
      rule,
      severity: weaker(severity, usual),
      message: `${message} (${rule})`,
      ...(fields === undefined ? {} : { fields }),
    });
  };
}

/** Enough to see the pattern; a thousand lines with one fault are one fault. */
const MAX_PER_RULE = 5;

const ORDER: readonly Finding['severity'][] = ['info', 'warning', 'error'];
const weaker = (a: Finding['severity'], b: Finding['severity']) => (ORDER.indexOf(a) < ORDER.indexOf(b) ? a : b);
