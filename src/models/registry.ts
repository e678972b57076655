/**
 * The models by name. A new one is one entry in `MODELS`; docs/models.md says what each part means.
 *
 * @module
 */
import { InvoicectlError } from '../core/errors.ts';
import type { Dtype } from './dtypes.ts';

/** A number of bytes, and where it comes from. What no source states is reckoned from the number of weights. */
export interface Need {
  readonly bytes: number;
  readonly basis: 'measured' | 'published' | 'estimated';
}

/** Terms that a model comes under. */
export interface Licence {
  readonly name: string;
  readonly url: string;
  /** Set where a person must accept the terms by this name before the model may be fetched: `--accept gemma`. */
  readonly accept?: string;
}

/** A graph of a model: `vision_encoder`. */
export interface GraphSpec {
  readonly name: string;
  /** Paths without suffix of dtype and without `.onnx`, the best first: the first that a repository has is taken. */
  readonly stems: readonly [string, ...string[]];
}

/** What is known of a model before any of its files is here. */
export interface ModelCard {
  /** As commands and settings name it. */
  readonly name: string;
  /** One line for a person who chooses. */
  readonly about: string;
  /** `reader` looks at a page and reads from it, `encoder` turns pages into vectors that are searched. */
  readonly use: 'reader' | 'encoder';
  /** Repository on the Hugging Face hub, and the branch, tag or commit that is taken; a branch is resolved at each pull. */
  readonly repo: string;
  readonly revision: string;
  readonly licence: Licence;
  readonly graphs: readonly GraphSpec[];
  /** What a graph without a suffix in its name holds. */
  readonly plain: Dtype;
  /** Which dtype is fetched where nobody chooses: the first that every graph is published in. */
  readonly dtypes: readonly [Dtype, ...Dtype[]];
  /** Files beside the graphs without which it cannot run, and those that are taken where they are. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Room of the files that are fetched where nobody chooses. */
  readonly disk: Need;
  /** Memory of the process at its most while a page is read or encoded. */
  readonly memory: Need;
}

const APACHE: Licence = { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' };
const MIT: Licence = { name: 'MIT', url: 'https://opensource.org/license/mit' };
const GEMMA: Licence = { name: 'Gemma Terms of Use', url: 'https://ai.google.dev/gemma/terms', accept: 'gemma' };

const TOKENIZER = ['tokenizer.json', 'tokenizer_config.json'];
const PROCESSOR = ['config.json', 'preprocessor_config.json'];
const EXTRAS = ['special_tokens_map.json', 'added_tokens.json', 'processor_config.json'];

/** SmolVLM2 as transformers.js lays it out: three graphs in a folder of their own. */
const SMOLVLM2 = {
  use: 'reader',
  revision: 'main',
  licence: APACHE,
  graphs: ['vision_encoder', 'embed_tokens', 'decoder_model_merged'].map(
    (name): GraphSpec => ({ name, stems: [`onnx/${name}`] }),
  ),
  plain: 'fp32',
  required: [...PROCESSOR, ...TOKENIZER],
  optional: [...EXTRAS, 'generation_config.json', 'chat_template.json', 'chat_template.jinja'],
} as const satisfies Partial<ModelCard>;

/** A page encoder: one graph that takes pictures and words. */
const ENCODER = {
  use: 'encoder',
  revision: 'main',
  plain: 'fp32',
  dtypes: ['fp32'],
  required: [...PROCESSOR, ...TOKENIZER],
  optional: EXTRAS,
} as const satisfies Partial<ModelCard>;

/** Room of `weights` in 32-bit floats, and memory beside them for what a page takes on its way through. */
const WORKING = 0.6e9;
const estimated = (bytes: number): Need => ({ bytes, basis: 'estimated' });
const published = (bytes: number): Need => ({ bytes, basis: 'published' });

/** Every model, smallest first of each use. */
export const MODELS: readonly ModelCard[] = [
  {
    ...SMOLVLM2,
    name: 'smolvlm2-256m',
    about: 'reads pages; the one for a laptop',
    repo: 'HuggingFaceTB/SmolVLM2-256M-Video-Instruct',
    dtypes: ['fp32'],
    // Of SmolVLM-256M-Instruct, whose graphs have the same shapes: 540 640 302 + 374 316 497 + 113 541 419.
    disk: published(1_028_498_218),
    memory: estimated(1_028_498_218 + WORKING),
  },
  {
    ...SMOLVLM2,
    name: 'smolvlm2-500m',
    about: 'reads pages, twice the weights',
    repo: 'HuggingFaceTB/SmolVLM2-500M-Video-Instruct',
    dtypes: ['fp32'],
    disk: estimated(500e6 * 4),
    memory: estimated(500e6 * 4 + WORKING),
  },
  {
    ...SMOLVLM2,
    name: 'smolvlm2-2.2b',
    about: 'reads pages; wants a graphics card, or patience',
    repo: 'HuggingFaceTB/SmolVLM2-2.2B-Instruct',
    // In 32-bit floats it is nine gigabytes, which few machines without a graphics card have to spare.
    dtypes: ['q8', 'q4', 'fp16', 'fp32'],
    disk: estimated(2.2e9),
    memory: estimated(2.2e9 + 2 * WORKING),
  },
  {
    ...ENCODER,
    name: 'colmodernvbert',
    about: 'finds pages; the small default',
    repo: 'Qdrant/colmodernvbert',
    licence: MIT,
    // `model_v2` drops blank tiles within the graph, so that a question costs no look at one.
    graphs: [{ name: 'model', stems: ['model_v2', 'model', 'onnx/model'] }],
    disk: published(1_012_467_143),
    memory: estimated(1_012_467_143 + WORKING),
  },
  {
    ...ENCODER,
    name: 'colsmol-256m',
    about: 'finds pages; its published graph takes pages of exactly 13 tiles',
    repo: 'onnx-community/colSmol-256M-ONNX',
    licence: APACHE,
    graphs: [{ name: 'model', stems: ['onnx/model', 'model'] }],
    // The repository has no config.json.
    required: ['tokenizer.json'],
    optional: [...PROCESSOR, ...TOKENIZER.slice(1), ...EXTRAS],
    disk: published(954e6),
    memory: estimated(954e6 + WORKING),
  },
  {
    ...ENCODER,
    name: 'colpali-v1.3',
    about: 'finds pages; the original, with three billion weights',
    repo: 'Qdrant/colpali-v1.3-fp16',
    licence: GEMMA,
    graphs: [{ name: 'model', stems: ['model', 'onnx/model'] }],
    plain: 'fp16',
    dtypes: ['fp16'],
    disk: published(6.5e9),
    // Processors without 16-bit arithmetic keep the weights in 32 bits.
    memory: estimated(2 * 6.5e9),
  },
];

/** The card of a name. Throws `MODEL_UNKNOWN`. */
export function cardOf(name: string): ModelCard {
  const card = MODELS.find((one) => one.name === name);
  if (card !== undefined) return card;
  throw new InvoicectlError('MODEL_UNKNOWN', `There is no model called "${name}".`, {
    hint: `Models are ${MODELS.map((one) => one.name).join(', ')}.`,
  });
}
