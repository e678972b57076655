import type { Features } from './candidate.ts';
import type { LabelUse } from './labels.ts';
import type { Announced, Spot } from './spots.ts';

/** What the place of a value says, whatever the field: its relation to the label, and the label itself. */
export function placeFeatures({ label }: Announced, use: LabelUse, spot: Spot, index: number): Features {
  return {
    label: use.strength,
    long: Math.min(1, label.length / 16),
    [spot.relation]: 1,
    ...(label.colon ? { colon: 1 } : {}),
    ...(label.from === 0 ? { starts: 1 } : {}),
    ...(index > 0 ? { second: 1 } : {}),
    // Beside a label, half a page is common: totals stand at the right edge.
    far: Math.min(1, spot.distance / (spot.relation === 'right' ? 80 : 8)),
    ...(!label.colon && label.segment.words.length > (label.from > 0 ? 4 : 7) ? { prose: 1 } : {}),
    ...(use.field.startsWith('generic:') ? { generic: 1 } : {}),
  };
}
