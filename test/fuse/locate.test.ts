import { describe, expect, test } from 'vitest';
import type { Page } from '../../src/core/page.ts';
import { printedOn } from '../../src/pipeline/fuse/locate.ts';

function page(text: string): Page {
  const words = text.split(' ').map((word, i) => ({
    text: word,
    box: { x: 10 + 40 * i, y: 20, w: 30, h: 10 },
    size: 10,
    bold: false,
    confidence: 1,
  }));
  return { number: 1, label: null, width: 595, height: 842, rotation: 0, skew: 0, textLayer: 'good', ocr: null, words };
}

describe('finding where a value is printed', () => {
  const invoice = page(
    'Rechnung RE-2024/0117 vom 5. März 2024 über 1.234,50 € und 1 234,56 an DE89 3704 0044 0532 0130 00 Muster GmbH',
  );
  const locate = printedOn([invoice]);

  test.each([
    ['amount', '1234.5', '1.234,50'],
    ['amount', '1234.56', '1 234,56'],
    ['id', 'RE20240117', 'RE-2024/0117'],
    ['id', 'DE89370400440532013000', 'DE89 3704 0044 0532 0130 00'],
    ['text', 'Muster GmbH', 'Muster GmbH'],
    ['code', 'EUR', '€'],
  ] as const)('%s %s is printed as %s', (kind, value, text) => {
    expect(locate(kind, value)?.text).toBe(text);
  });

  test('the box surrounds all words of the value', () => {
    const [name, form] = invoice.words.slice(-2).map(({ box }) => box);
    const place = locate('text', 'Muster GmbH');
    expect(place?.page).toBe(1);
    expect(place?.box).toEqual({
      x: name?.x,
      y: name?.y,
      w: (form?.x ?? 0) + (form?.w ?? 0) - (name?.x ?? 0),
      h: name?.h,
    });
  });

  test.each([
    ['amount', '1234.51'],
    ['id', 'RE-2024'],
    ['text', 'Muster'.slice(0, 2)],
    ['date', '2024-05-03'],
  ] as const)('%s %s is not printed', (kind, value) => {
    expect(locate(kind, value)).toBeNull();
  });
});
