// Draws pages at 150 dpi to grey pixels in memory. Arguments: FILE:PAGES ...
import { readFileSync } from 'node:fs';
import { openPdfRasterizer } from '../src/pipeline/rasterize/rasterize.ts';

for (const argument of process.argv.slice(2)) {
  const colon = argument.lastIndexOf(':');
  const rasterizer = await openPdfRasterizer(new Uint8Array(readFileSync(argument.slice(0, colon))));
  for (let number = 1; number <= Number(argument.slice(colon + 1)); number++)
    await rasterizer.page(number, { dpi: 150, channels: 1 });
  await rasterizer.close();
}
