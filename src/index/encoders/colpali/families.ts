import type { TiledPicture } from '../../../models/images/tiles.ts';

/** What a family of page encoders is told beside the picture: the strings that its tokenizer is given, to the letter. */
export interface Family {
  /**
   * How it looks at a page. `tiles`: cut into squares, and once more as a whole; `square`: the whole page squeezed into
   * one square.
   */
  readonly sight: 'tiles' | 'square';
  /** Whether its tokenizer adds marks around a text by itself. */
  readonly framed: boolean;
  /** What a page is called, given the marks that stand for its picture. */
  readonly page: (picture: string) => string;
  /** What stands before and behind a question. The marks behind it make room for what it does not say. */
  readonly before: string;
  readonly behind: string;
  /** Tokens that a question may take, all told. */
  readonly longest: number;
}

const ROOM = 10;
/** A question of a person has twenty; this is for one who pastes a page. */
const LONGEST = 512;

const CHAT_END = '<end_of_utterance>';

/** By the name of the model in the registry. The strings are those that fastembed 0.9.1 and colpali-engine give. */
export const FAMILIES: Readonly<Record<string, Family>> = {
  'colpali-v1.3': {
    sight: 'square',
    framed: false,
    page: (picture) => `${picture}<bos>Describe the image.\n`,
    before: '<bos>Query: ',
    behind: `${'<pad>'.repeat(ROOM)}\n`,
    // What its questions were cut at in training.
    longest: 50,
  },
  colmodernvbert: {
    sight: 'tiles',
    framed: true,
    // The first is no mark of this vocabulary, but it was trained with it.
    page: (picture) => `<|begin_of_text|>User:${picture}Describe the image.${CHAT_END}\nAssistant:`,
    before: '',
    behind: CHAT_END.repeat(ROOM),
    longest: LONGEST,
  },
  'colsmol-256m': {
    sight: 'tiles',
    framed: true,
    page: (picture) => `<|im_start|>User:${picture}Describe the image.${CHAT_END}\nAssistant:`,
    before: '',
    behind: CHAT_END.repeat(ROOM),
    longest: LONGEST,
  },
};

const MARK = '<image>';
const AROUND = '<fake_token_around_image>';

/** The marks that stand for a picture, one for each row of features that its graph makes of it. */
export function pictureMarks({ rows, cols }: Pick<TiledPicture, 'rows' | 'cols'>, perTile: number): string {
  const tile = MARK.repeat(perTile);
  let grid = '';
  for (let row = 1; row <= rows; row++) {
    for (let col = 1; col <= cols; col++) grid += `${AROUND}<row_${row}_col_${col}>${tile}`;
    grid += '\n';
  }
  const gap = rows > 0 ? '\n' : '';
  return `${grid}${gap}${AROUND}<global-img>${tile}${AROUND}`;
}

/** The marks that stand for a page squeezed into one square. */
export function squareMarks(patches: number): string {
  return MARK.repeat(patches);
}

/** The mark that features stand in for. */
export const IMAGE_MARK = MARK;
