import type { Assessed } from '../../src/pipeline/fuse/confidence.ts';
import type { Observed } from './observe.ts';

/** A value with the probability that it was given. */
export interface Given {
  readonly group: string;
  readonly value: string;
  readonly document: string;
  readonly probability: number;
  readonly right: boolean;
}

const EDGES = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01];
const percent = (part: number, whole: number) => (whole === 0 ? '  -  ' : `${((100 * part) / whole).toFixed(1)} %`);

/** Prints how often values of each probability are right, and the wrong ones that were given with the most certainty. */
export function showCalibration(name: string, values: readonly Given[]): void {
  console.log(
    `\n== ${name}: ${values.length} values, ${percent(values.filter((v) => !v.right).length, values.length)} wrong`,
  );
  for (const [i, from] of EDGES.slice(0, -1).entries()) {
    const to = EDGES[i + 1] ?? 1;
    const bin = values.filter((v) => v.probability >= from && v.probability < to);
    if (bin.length === 0) continue;
    const said = bin.reduce((sum, v) => sum + v.probability, 0);
    const right = bin.filter((v) => v.right).length;
    const range = `${from.toFixed(2)} to ${Math.min(1, to).toFixed(2)}`;
    console.log(
      `  ${range}  ${String(bin.length).padStart(6)}  said ${percent(said, bin.length)}  right ${percent(right, bin.length)}`,
    );
  }
  const sure = values.filter((v) => v.probability >= 0.9);
  const wrong = sure.filter((v) => !v.right);
  console.log(
    `  given at 0.9 or more: ${percent(sure.length, values.length)}, wrong of them ${percent(wrong.length, sure.length)} (${wrong.length})`,
  );
  for (const v of wrong
    .sort((a, b) => b.probability - a.probability)
    .slice(0, process.argv.includes('--verbose') ? 60 : 0))
    console.log(`    ${v.probability.toFixed(3)} ${v.group} ${v.value} ${v.document}`);
}

/** Values that decide whether a document may be booked unseen. */
const KEY = new Set([
  'number',
  'issueDate',
  'dueDate',
  'currency',
  'typeCode',
  'seller.name',
  'seller.vatId',
  'totals.net',
  'totals.tax',
  'totals.gross',
  'totals.due',
  'accounts.iban',
]);

/** Prints, for several limits, how many documents would be approved and how many of these have a wrong key value. */
export function showApproval(
  documents: readonly Observed[],
  by: (one: Observed) => (assessed: Assessed) => number,
): void {
  console.log('\n== approved unseen, and wrong among them (a key value or, in brackets, any value)');
  for (const set of [...new Set(documents.map((one) => one.set)), 'all']) {
    const some = documents.filter((one) => set === 'all' || one.set === set);
    for (const limit of [0, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99]) {
      const approved = some.filter((one) => {
        const held = one.record.reasons.some(({ severity, code }) => severity !== 'info' && code !== 'UNSURE_FIELD');
        const key = one.observations.filter(({ assessed }) => KEY.has(assessed.group));
        return !held && key.every(({ assessed }) => by(one)(assessed) >= limit);
      });
      const wrong = approved.filter((one) =>
        one.observations.some(({ assessed, right }) => !right && KEY.has(assessed.group)),
      );
      const any = approved.filter((one) => one.observations.some(({ right }) => !right));
      const names = process.argv.includes('--verbose')
        ? wrong
            .map(({ id }) => id)
            .slice(0, 8)
            .join(' ')
        : '';
      console.log(
        `  ${set.padEnd(12)} every key value at ${limit.toFixed(2)}: ${percent(approved.length, some.length)} of ${some.length} approved, wrong ${wrong.length} (${any.length}) ${names}`,
      );
    }
  }
}

/** Prints, for each field, how sure it is given on the whole and how often it is right. */
export function showFields(values: readonly Given[]): void {
  console.log('\n== by field: values, mean probability, right, share at 0.9 or more');
  for (const group of [...new Set(values.map((v) => v.group))].sort()) {
    const own = values.filter((v) => v.group === group);
    const said = own.reduce((sum, v) => sum + v.probability, 0);
    const sure = own.filter((v) => v.probability >= 0.9).length;
    console.log(
      `  ${group.padEnd(20)} ${String(own.length).padStart(5)}  said ${percent(said, own.length)}  right ${percent(own.filter((v) => v.right).length, own.length)}  sure ${percent(sure, own.length)}`,
    );
  }
}

/**
 * Prints the F1 of header and parties, as the scorer counts it, when values of less than a limit are left out; limits
 * are held against tables that were not fitted on the issuer.
 */
export function showLeftOut(
  documents: readonly Observed[],
  by: (one: Observed) => (assessed: Assessed) => number,
): void {
  console.log('\n== F1 of header and parties when values below a limit are left out, each issuer unknown to its table');
  for (const set of [...new Set(documents.map((one) => one.set)), 'all']) {
    const some = documents.filter((one) => set === 'all' || one.set === set);
    const scores = [0, 0.2, 0.3, 0.4, 0.5, 0.6].map((limit) => {
      let [right, spurious, missed] = [0, 0, 0];
      for (const one of some) {
        missed += one.missed;
        for (const { assessed, right: isRight, expected } of one.observations) {
          if (assessed.path.includes('[')) continue;
          const given = by(one)(assessed) >= limit;
          if (given && isRight) right++;
          if (given && !isRight) spurious++;
          if (expected && !(given && isRight)) missed++;
        }
      }
      return `${limit.toFixed(1)}: ${((200 * right) / (2 * right + spurious + missed)).toFixed(2)}`;
    });
    console.log(`  ${set.padEnd(12)} ${scores.join('   ')}`);
  }
}
