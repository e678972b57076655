import { InvoicectlError } from '../../core/errors.ts';

/**
 * Logarithm of the sum of exponentials: what makes a logit the logarithm of its share among all of them. Throws
 * `MODEL_FAILED` where these are no numbers, or none of them is above nothing.
 */
export function logSumExp(logits: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > largest) largest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  const result = largest + Math.log(sum);
  if (Number.isFinite(result)) return result;
  throw new InvoicectlError('MODEL_FAILED', 'The vision model gave no numbers.', {
    hint: 'Its files may be damaged: `invoicectl models verify` says so. Another dtype may help too.',
  });
}

/** Logarithm of the sum of the exponentials of some of the logits. */
export function logSumOf(logits: Float32Array, ids: readonly number[]): number {
  const some = ids.map((id) => logits[id] ?? Number.NEGATIVE_INFINITY);
  const largest = Math.max(...some);
  if (!Number.isFinite(largest)) return Number.NEGATIVE_INFINITY;
  return largest + Math.log(some.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}
