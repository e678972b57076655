import type { Invoice } from '../model.ts';
import { all, type Element } from '../xml.ts';
import type { Report } from './report.ts';

/** Namespace of the extension for energy invoices in the Netherlands (SEeF), any version. */
const ENERGY = /^urn:www\.energie-efactuur\.nl:profile:invoice:/;

/** Checks the one rule of the energy extension that concerns the invoice's form: it stands in the document once. */
export function checkEnergyExtension(invoice: Invoice, report: Report): void {
  if (invoice.syntax !== 'UBL') return;
  const extensions = all(invoice.root, 'UBLExtensions/UBLExtension');
  if (!extensions.some((extension) => isEnergy(invoice.root, extension))) return;
  report(
    'two-extensions',
    extensions.length === 1,
    `The energy extension allows one extension, the document has ${extensions.length}`,
  );
}

function isEnergy(root: Element, extension: Element): boolean {
  return all(extension, 'ExtensionContent').some((content) =>
    content.children.some((child) => {
      const prefix = child.tag.includes(':') ? `xmlns:${child.tag.slice(0, child.tag.indexOf(':'))}` : 'xmlns';
      return ENERGY.test(child.attributes[prefix] ?? root.attributes[prefix] ?? '');
    }),
  );
}
