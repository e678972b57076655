import type { Finding } from '../../../core/reading.ts';
import type { Family, Invoice } from '../model.ts';
import { checkCategories, checkTaxRows } from './categories.ts';
import { checkContent, checkEssentials } from './content.ts';
import { checkEnergyExtension } from './energy.ts';
import { checkPeppol } from './peppol.ts';
import { reporter } from './report.ts';
import { checkSums } from './sums.ts';
import { checkXRechnung } from './xrechnung.ts';

/** How much a breach of EN 16931 weighs: only who claims the norm can break it, the sums hold everywhere. */
const WEIGHT: Readonly<Record<Family, Finding['severity']>> = {
  en16931: 'error',
  basicwl: 'error',
  minimum: 'error',
  pint: 'error',
  zugferd1: 'warning',
  other: 'warning',
  none: 'warning',
};

/** Checks an e-invoice against EN 16931 and the national rules that its profile brings, as far as the record sees. */
export function checkRules(invoice: Invoice): readonly Finding[] {
  const findings: Finding[] = [];
  const { family } = invoice;
  checkEssentials(invoice, reporter(findings, 'EN16931_RULE', 'error'));
  const norm = reporter(findings, 'EN16931_RULE', WEIGHT[family]);
  if (family !== 'zugferd1' && family !== 'other') checkContent(invoice, norm);
  checkSums(invoice, norm);
  if (family === 'en16931' || family === 'basicwl' || family === 'none') checkTaxRows(invoice, norm);
  if (family === 'en16931' || family === 'none') checkCategories(invoice, norm);
  checkXRechnung(invoice, reporter(findings, 'NATIONAL_RULE', 'error'));
  checkPeppol(invoice, findings);
  checkEnergyExtension(invoice, reporter(findings, 'NATIONAL_RULE', 'error'));
  return findings;
}
