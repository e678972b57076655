import type { DeviceChoice } from '../../core/vision.ts';
import type { Failure } from '../../core/vision-line.ts';
import type { LocalModel } from '../../models/local-model.ts';

/** What the thread of a model is told at its start. */
export interface ModelSettings {
  readonly model: LocalModel;
  readonly device: DeviceChoice;
}

/** What it says beside its answers: the model is loaded, or cannot be. */
export type Opened =
  | { readonly opened: true; readonly unopened?: undefined }
  | { readonly opened?: undefined; readonly unopened: Failure };

/** Said to it when it is to end by itself. */
export const CLOSE = 'close';
