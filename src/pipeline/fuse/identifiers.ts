import { isValidIBAN } from 'ibantools';
import type { SumCheck } from '../../core/checks.ts';
import { PARTY_ROLES } from '../../core/fields.ts';
import type { InvoiceRecord } from '../../core/record.ts';
import type { FieldRow } from './rows.ts';

/** stdnum's module and export for the number that a country's businesses put on invoices as their VAT identifier. */
const VAT_MODULES: Readonly<Record<string, string>> = {
  AT: 'uid',
  BE: 'vat',
  BG: 'vat',
  CH: 'uid',
  CY: 'vat',
  CZ: 'dic',
  DE: 'vat',
  DK: 'cvr',
  EE: 'kmkr',
  EL: 'vat',
  ES: 'nif',
  FI: 'alv',
  FR: 'tva',
  GB: 'vat',
  GR: 'vat',
  HR: 'oib',
  HU: 'anum',
  IE: 'vat',
  IT: 'iva',
  LT: 'pvm',
  LU: 'tva',
  LV: 'pvn',
  MT: 'vat',
  NL: 'btw',
  NO: 'mva',
  PL: 'nip',
  PT: 'nif',
  RO: 'cui',
  SE: 'vat',
  SI: 'ddv',
  SK: 'dph',
};

/** Whether the check digits of an IBAN are right (ISO 13616, mod 97). */
function ibanHolds(iban: string): boolean {
  return isValidIBAN(iban.replace(/\s/g, '').toUpperCase());
}

/**
 * Whether the check digits of a VAT identifier are right; `null` when it does not begin with a country whose rule is
 * known. Only the country's own module is loaded: the whole package takes 200 ms.
 */
export async function vatIdHolds(vatId: string): Promise<boolean | null> {
  const compact = vatId.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const country = compact.slice(0, 2);
  const name = VAT_MODULES[country];
  if (name === undefined) return null;
  const folder = country === 'EL' ? 'gr' : country.toLowerCase();
  const validator = await load(`stdnum/lib/cjs/${folder}/${name}.js`);
  const local = country === 'CH' ? `CHE${compact.replace(/^CHE?/, '').replace(/\D/g, '')}` : compact.slice(2);
  return validator === null ? null : validator.validate(local).isValid || validator.validate(compact).isValid;
}

/** The check digits of all IBANs and VAT identifiers of a record. */
export async function checkIdentifiers(
  accounts: readonly FieldRow<'accounts'>[],
  parties: InvoiceRecord['parties'],
): Promise<readonly SumCheck[]> {
  const checks: SumCheck[] = [];
  for (const [i, { iban }] of accounts.entries()) {
    if (iban === undefined) continue;
    const passed = ibanHolds(iban.value);
    checks.push({
      code: 'IBAN_CHECKSUM',
      rule: 'ISO 13616',
      passed,
      message: `IBAN ${iban.value}${wrong(passed)}`,
      fields: [`accounts[${i}].iban`],
    });
  }
  for (const role of PARTY_ROLES) {
    const vatId = parties[role].vatId;
    const passed = vatId === undefined ? null : await vatIdHolds(vatId.value);
    if (vatId === undefined || passed === null) continue;
    checks.push({
      code: 'VAT_ID_CHECKSUM',
      rule: '',
      passed,
      message: `VAT id ${vatId.value}${wrong(passed)}`,
      fields: [`${role}.vatId`],
    });
  }
  return checks;
}

const wrong = (passed: boolean): string => (passed ? '' : ' has wrong check digits');

interface Validator {
  validate(value: string): { readonly isValid: boolean };
}

const loaded = new Map<string, Validator | null>();

async function load(path: string): Promise<Validator | null> {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const module: unknown = await import(path);
  const validator = isValidator(module) ? module : null;
  loaded.set(path, validator);
  return validator;
}

function isValidator(module: unknown): module is Validator {
  return typeof module === 'object' && module !== null && 'validate' in module && typeof module.validate === 'function';
}
