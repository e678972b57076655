import { expect, test } from 'vitest';
import { lexicalFinder } from '../../src/index/find-places.ts';
import { drawn } from '../layout/drawn.ts';

test('a label that was read amiss is found, on its page, and nothing where nothing is like it', async () => {
  const { pages } = drawn('Work report\nHours on site', 'Terms\nRechnungsnumrner   4711', 'Thank you');
  const [found, none] = await lexicalFinder().find(pages, ['Rechnungsnummer', 'Zollwert']);
  const label = pages[1]?.words.find(({ text }) => text === 'Rechnungsnumrner');
  expect(found?.[0]).toEqual({ page: 2, box: label?.box });
  expect(none).toEqual([]);
});
