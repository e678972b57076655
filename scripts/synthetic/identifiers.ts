import { composeIBAN, isValidBIC, isValidIBAN } from 'ibantools';
import { stdnum } from 'stdnum';
import type { IdKind } from './countries/country.ts';
import type { Dice } from './dice.ts';

/** What stdnum has of one country. */
type Validators = Readonly<Record<string, { validate(value: string): { isValid: boolean } }>>;

/** A number of a kind, with the right check digits; `bare` as records have it, `printed` as pages do. */
export function drawId(dice: Dice, kind: IdKind): { readonly bare: string; readonly printed: string } {
  const pattern = dice.word(kind.pattern);
  const [country = '', name = ''] = kind.check?.split('.') ?? [];
  const validator = (stdnum as Readonly<Record<string, Validators>>)[country]?.[name];
  if (kind.check !== undefined && validator === undefined) throw new Error(`There is no validator ${kind.check}`);
  // Two check digits and a checked register number inside leave one in a thousand.
  for (let tries = 0; tries < 60_000; tries++) {
    const bare = dice.fill(pattern);
    if (validator === undefined || validator.validate(bare).isValid)
      return { bare, printed: kind.print?.(bare) ?? bare };
  }
  throw new Error(`No number of the form ${pattern} passes ${kind.check}`);
}

/** An IBAN with the right check digits. */
export function drawIban(dice: Dice, countryCode: string, pattern: string): string {
  for (let tries = 0; tries < 60_000; tries++) {
    const iban = composeIBAN({ countryCode, bban: dice.fill(pattern) });
    if (iban !== null && isValidIBAN(iban)) return iban;
  }
  throw new Error(`No IBAN of ${countryCode} passes`);
}

/** A BIC of a bank that does not exist. */
export function drawBic(dice: Dice, country: string): string {
  const branch = dice.chance(0.5) ? 'XXX' : '';
  for (;;) {
    const bic = dice.fill(`@@@@${country}%#`) + branch;
    if (isValidBIC(bic)) return bic;
  }
}
