import type { Family } from './model.ts';
import type { Element } from './xml.ts';

/** Namespace of Svefaktura 1.0, a dialect of UBL 1 that names no profile. */
const SVEFAKTURA = 'urn:sfti:documents:';

/** What a document claims to be, from its specification identifier and root. */
export function familyOf(syntax: 'CII' | 'UBL', root: Element, profile: string | null): Family {
  const id = (profile ?? '').toLowerCase();
  if (root.name === 'CrossIndustryDocument' || id.startsWith('urn:ferd:')) return 'zugferd1';
  if (id === '') return Object.values(root.attributes).some((uri) => uri.startsWith(SVEFAKTURA)) ? 'other' : 'none';
  if (/[:#]minimum\b/.test(id)) return 'minimum';
  if (/[:#]basicwl\b/.test(id)) return 'basicwl';
  if (id.includes('urn:peppol:pint')) return 'pint';
  if (id.includes('urn:cen.eu:en16931') || /urn:(?:factur-x\.eu|zugferd\.de):/.test(id)) return 'en16931';
  return syntax === 'CII' ? 'none' : 'other';
}
