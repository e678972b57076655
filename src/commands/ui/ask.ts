import { createInterface } from 'node:readline/promises';

/** Asks on the terminal; anything but yes is no, the end of the input and Ctrl-C included. */
export async function confirm(question: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<null>((resolve) => prompt.once('close', () => resolve(null)));
  const answer = await Promise.race([prompt.question(`  ${question} [y/N] `), closed]);
  if (answer === null) {
    // The cursor still stands behind the question.
    process.stderr.write('\n');
    return false;
  }
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
