import { describe, expect, it } from 'vitest';
import { draw as drawPdf } from '../open/draw.ts';
import { draw, inkBox } from './ink.ts';

describe.each(['1.4', '1.7', '1.7ext3'] as const)('a file that is encrypted as of PDF %s', (pdfVersion) => {
  const bytes = drawPdf((pdf) => pdf.rect(100, 50, 30, 20).fill('black'), {
    size: [300, 200],
    pdfVersion,
    userPassword: 'schlüssel',
    ownerPassword: 'other',
  });

  it('is drawn with the password that fits', async () => {
    const picture = await draw(await bytes, { passwords: ['wrong', 'schlüssel'] });
    expect(inkBox(picture)).toEqual({ x: 100, y: 50, w: 30, h: 20 });
  });

  it('is not drawn without', async () => {
    await expect(draw(await bytes)).rejects.toThrow(/password/i);
    await expect(draw(await bytes, { passwords: ['wrong'] })).rejects.toThrow(/password/i);
  });
});
